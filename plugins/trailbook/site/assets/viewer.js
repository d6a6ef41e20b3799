/* Lets pictures be zoomed, panned, searched, enlarged and downloaded. Without it they are read by scrolling. */
(() => {
  "use strict"

  const STEP = 1.25
  const [LEAST, MOST] = [0.1, 4]
  const LETTERS = /[\u0100-\u052f\u1e00-\u1eff]/ // that the smaller files of the fonts lack
  const PARTS = ".tb-node, .tb-flow, .tb-boundary"
  const TYPING = "input, textarea, select"

  const element = (tag, cls, text = "") => {
    const made = document.createElement(tag)
    made.className = cls
    made.textContent = text
    return made
  }
  const button = (text, label, act) => {
    const made = element("button", "tb-tool", text)
    made.type = "button"
    if (label !== text) made.setAttribute("aria-label", label)
    made.title = label
    made.addEventListener("click", act)
    return made
  }

  /* Zooming sets the drawing's width; moving about is the scrolling of the box around it, by whatever means. */
  function makeZoom(canvas, svg) {
    const { width, height } = svg.viewBox.baseVal
    const shown = () => svg.getBoundingClientRect().width / width
    const room = () => {
      const { paddingLeft, paddingTop } = getComputedStyle(canvas)
      const [across, down] = [canvas.clientWidth - 2 * parseFloat(paddingLeft), canvas.clientHeight - 2 * parseFloat(paddingTop)]
      return Math.min(1, across / width, down / height)
    }
    const clear = () => {
      svg.style.width = svg.style.minWidth = svg.style.maxWidth = canvas.style.height = ""
    }
    const to = (scale, x, y) => {
      const before = svg.getBoundingClientRect()
      const box = canvas.getBoundingClientRect()
      const at = [x ?? box.x + box.width / 2, y ?? box.y + box.height / 2]
      const share = [(at[0] - before.x) / before.width, (at[1] - before.y) / before.height]
      if (!canvas.style.height && !canvas.closest("dialog")) {
        canvas.style.height = `${Math.min(canvas.offsetHeight, innerHeight * 0.85)}px`
      }
      svg.style.minWidth = "0"
      svg.style.maxWidth = "none"
      svg.style.width = `${width * Math.min(MOST, Math.max(LEAST, scale))}px`
      const after = svg.getBoundingClientRect()
      canvas.scrollBy(after.x + share[0] * after.width - at[0], after.y + share[1] * after.height - at[1])
    }
    const fit = () => {
      if (!canvas.closest("dialog")) clear()
      const scale = room()
      if (canvas.closest("dialog") || scale < 0.99) to(scale)
    }
    /* A picture that is larger than its frame would have words of less than 11 px if it were fitted. It opens at its own
       size where reading begins: at the first place from the top left that holds two cards, with the edge around them. */
    const open = () => {
      const origin = svg.getBoundingClientRect()
      const [across, down] = [canvas.clientWidth, canvas.clientHeight]
      if (origin.width <= across && origin.height <= down) return
      const cards = [...svg.querySelectorAll(".tb-node")].map(card => {
        const at = card.getBoundingClientRect()
        return { left: at.left - origin.left, top: at.top - origin.top, right: at.right - origin.left, bottom: at.bottom - origin.top }
      })
      const [lefts, tops] = ["left", "top"].map(side => [...new Set(cards.map(card => card[side]))])
      let best = { held: 0, left: 0, top: 0 }
      const EDGE = 36
      for (const left of lefts) {
        for (const top of tops) {
          const isHeld = card => card.left >= left && card.top >= top && card.right < left + across - EDGE && card.bottom < top + down - EDGE
          const held = Math.min(2, cards.filter(isHeld).length)
          const isFirst = held === best.held && left + top < best.left + best.top
          if (held > best.held || isFirst) best = { held, left, top }
        }
      }
      canvas.scrollTo(best.left - EDGE, best.top - EDGE)
    }
    return { clear, fit, open, to, by: (factor, x, y) => to(shown() * factor, x, y) }
  }

  function makePanning(canvas, zoom) {
    let from // where the pointer and the scrolling were when the button went down
    let moved = false
    canvas.addEventListener("pointerdown", event => {
      moved = false
      if (event.pointerType !== "mouse" || event.button !== 0) return
      from = { x: event.clientX, y: event.clientY, left: canvas.scrollLeft, top: canvas.scrollTop }
    })
    canvas.addEventListener("pointermove", event => {
      if (!from || !event.buttons) return
      const [x, y] = [from.x - event.clientX, from.y - event.clientY]
      if (!moved && Math.hypot(x, y) < 5) return
      if (!moved) canvas.setPointerCapture(event.pointerId)
      moved = true
      canvas.classList.add("tb-grabbed")
      canvas.scrollTo(from.left + x, from.top + y)
    })
    const end = () => {
      from = undefined
      canvas.classList.remove("tb-grabbed")
    }
    canvas.addEventListener("pointerup", end)
    canvas.addEventListener("pointercancel", end)
    canvas.addEventListener("dragstart", event => event.preventDefault())
    canvas.addEventListener(
      "click",
      event => {
        if (!moved) return
        event.preventDefault() // whoever lets go after dragging does not want to follow a link
        event.stopPropagation()
        moved = false
      },
      true,
    )
    canvas.addEventListener(
      "wheel",
      event => {
        if (!event.ctrlKey && (!canvas.closest("dialog") || event.shiftKey)) return
        event.preventDefault()
        zoom.by(Math.exp(-event.deltaY / 400), event.clientX, event.clientY)
      },
      { passive: false },
    )
    let apart
    const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
    canvas.addEventListener("touchstart", event => (apart = event.touches.length === 2 ? spread(event.touches) : 0))
    canvas.addEventListener(
      "touchmove",
      event => {
        if (!apart || event.touches.length !== 2) return
        event.preventDefault()
        const [one, other] = event.touches
        const now = spread(event.touches)
        zoom.by(now / apart, (one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2)
        apart = now
      },
      { passive: false },
    )
  }

  /* Dims all but a part and what it is joined to: while it is pointed at or has the focus, or once it is picked. */
  function makeLight(svg) {
    const parts = [...svg.querySelectorAll(PARTS)]
    const ends = part => part.dataset.tbEnds?.split(" ") ?? []
    const joined = part => {
      const node = part.dataset.tbNode
      const lines = node ? parts.filter(other => ends(other).includes(node)) : [part]
      const nodes = lines.flatMap(ends)
      return [part, ...lines, ...parts.filter(other => nodes.includes(other.dataset.tbNode))]
    }
    let picked = []
    const show = lit => {
      svg.classList.toggle("tb-dimmed", lit.length > 0)
      for (const part of parts) part.classList.toggle("tb-lit", lit.includes(part))
    }
    const pick = lit => show((picked = lit))
    let waiting
    const soon = act => {
      clearTimeout(waiting)
      waiting = setTimeout(act, 80)
    }
    const of = event => event.target.closest(".tb-node, .tb-flow")
    svg.addEventListener("pointerover", event => {
      const part = event.pointerType === "mouse" && !event.buttons && of(event)
      soon(() => show(part ? joined(part) : picked))
    })
    svg.addEventListener("pointerleave", () => soon(() => show(picked)))
    svg.addEventListener("focusin", event => of(event)?.matches(":focus-visible") && show(joined(of(event))))
    svg.addEventListener("focusout", () => show(picked))
    svg.addEventListener("click", event => {
      const part = of(event)
      if (!part?.hasAttribute("href")) pick(part && !picked.includes(part) ? joined(part) : [])
    })
    return { pick, joined, parts }
  }

  function makeSearch(canvas, light) {
    const box = element("div", "tb-find")
    const input = element("input", "")
    input.type = "search"
    input.placeholder = "Find in the picture"
    input.setAttribute("aria-label", "Find in the picture")
    const count = element("output", "")
    box.append(input, count)
    const texts = light.parts.map(part => [part, part.textContent.toLowerCase()])
    let found = []
    let current = 0
    const step = by => {
      current = found.length ? (current + by + found.length) % found.length : 0
      for (const [part] of texts) {
        part.classList.toggle("tb-found", found.includes(part))
        part.classList.toggle("tb-current", part === found[current])
      }
      count.textContent = input.value.trim() ? `${found.length ? current + 1 : 0} of ${found.length}` : ""
      if (!found.length) return
      const [at, frame] = [found[current].getBoundingClientRect(), canvas.getBoundingClientRect()]
      canvas.scrollBy(at.x + at.width / 2 - frame.x - frame.width / 2, at.y + at.height / 2 - frame.y - frame.height / 2)
    }
    const search = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
      found = words.length ? texts.filter(([, text]) => words.every(word => text.includes(word))).map(([part]) => part) : []
      current = 0
      light.pick(found)
      step(0)
    }
    input.addEventListener("input", search)
    input.addEventListener("keydown", event => {
      if (event.key === "Enter") {
        event.preventDefault()
        step(event.shiftKey ? -1 : 1)
      } else if (event.key === "Escape" && input.value) {
        event.preventDefault() // the first Escape empties the box, the next closes what is enlarged
        input.value = ""
        search()
      }
    })
    return box
  }

  /* The drawing as a file of its own: in its light colours, with its fonts inside and addresses that lead back here. */
  const read = async address => {
    const blob = await (await fetch(address)).blob()
    return new Promise((resolve, reject) => {
      const reader = new FileReader()
      reader.onload = () => resolve(reader.result)
      reader.onerror = reject
      reader.readAsDataURL(blob)
    })
  }
  async function fontFaces(text) {
    const sheet = document.querySelector('link[rel="stylesheet"][href*="trailbook/trailbook.css"]')?.href
    const ending = LETTERS.test(text) ? "" : "-Latin1"
    const faces = [["IBMPlexSans-Regular", 400], ["IBMPlexSans-SemiBold", 600]].map(async ([name, weight]) => {
      const data = await read(new URL(`fonts/${name}${ending}.woff2`, sheet))
      return `@font-face{font-family:"IBM Plex Sans";font-weight:${weight};src:url("${data}") format("woff2")}`
    })
    return Promise.all(faces).then(all => all.join(""), () => "") // opened from a disk, fonts can't be read
  }
  async function asFile(svg) {
    const copy = svg.cloneNode(true)
    copy.removeAttribute("style")
    copy.classList.remove("tb-dimmed")
    for (const part of copy.querySelectorAll(PARTS)) part.classList.remove("tb-lit", "tb-found", "tb-current")
    for (const link of copy.querySelectorAll("a[href]")) {
      link.setAttribute("href", new URL(link.getAttribute("href"), location.href).href)
    }
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style")
    style.textContent = await fontFaces(svg.textContent)
    copy.prepend(style)
    return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" })
  }
  async function asPixels(svg) {
    const address = URL.createObjectURL(await asFile(svg))
    const image = new Image()
    image.src = address
    await image.decode()
    const { width, height } = svg.viewBox.baseVal
    const scale = Math.min(2, 8192 / Math.max(width, height))
    const canvas = document.createElement("canvas")
    canvas.width = width * scale
    canvas.height = height * scale
    const context = canvas.getContext("2d")
    context.fillStyle = "#ffffff"
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    URL.revokeObjectURL(address)
    return new Promise(resolve => canvas.toBlob(resolve, "image/png"))
  }
  async function download(svg, make, ending) {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(await make(svg))
    link.download = `${svg.id}.${ending}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10000)
  }

  function makeEnlarging(viewer, canvas, zoom) {
    let close = () => {}
    const toggle = button("Enlarge", "Enlarge", () => (viewer.closest("dialog") ? close() : open()))
    const open = () => {
      const dialog = element("dialog", "tb-dialog md-typeset")
      dialog.setAttribute("aria-label", "Enlarged picture")
      const place = element("div", "tb-viewer")
      place.style.height = `${viewer.offsetHeight}px` // keeps the page where it is
      viewer.replaceWith(place)
      dialog.append(viewer)
      document.body.append(dialog)
      toggle.textContent = toggle.title = "Close"
      zoom.clear()
      dialog.showModal()
      zoom.to(1)
      zoom.open()
      canvas.focus()
      close = () => dialog.close()
      dialog.addEventListener("click", event => { if (event.target.closest("a[href]")) dialog.close() })
      dialog.addEventListener("close", () => {
        place.replaceWith(viewer)
        zoom.clear()
        dialog.remove()
        toggle.textContent = toggle.title = "Enlarge"
        toggle.focus({ preventScroll: true })
      })
    }
    return toggle
  }

  function makeViewer(canvas) {
    const svg = canvas.querySelector("svg")
    const figure = canvas.closest(".tb-figure")
    const viewer = element("div", "tb-viewer")
    const bar = element("div", "tb-tools")
    const zoom = makeZoom(canvas, svg)
    const light = makeLight(svg)
    canvas.tabIndex = 0
    canvas.setAttribute("role", "region")
    canvas.setAttribute("aria-label", svg.querySelector("title").textContent)
    makePanning(canvas, zoom)
    canvas.before(viewer)
    if (Number(figure.dataset.tbCards) >= 8) bar.append(makeSearch(canvas, light))
    bar.append(
      button("−", "Zoom out", () => zoom.by(1 / STEP)),
      button("+", "Zoom in", () => zoom.by(STEP)),
      button("Fit", "Fit the whole picture", zoom.fit),
      button("SVG", "Download as SVG", () => download(svg, asFile, "svg")),
      button("PNG", "Download as PNG", () => download(svg, asPixels, "png")),
      makeEnlarging(viewer, canvas, zoom),
    )
    viewer.append(bar, canvas)
    new ResizeObserver((_, observer) => {
      if (!canvas.clientWidth) return // it is folded
      observer.disconnect()
      zoom.open()
    }).observe(canvas)
    const keys = {
      "+": () => zoom.by(STEP),
      "=": () => zoom.by(STEP),
      "-": () => zoom.by(1 / STEP),
      0: zoom.fit,
      ArrowLeft: () => canvas.scrollBy(-60, 0),
      ArrowRight: () => canvas.scrollBy(60, 0),
      ArrowUp: () => canvas.scrollBy(0, -60),
      ArrowDown: () => canvas.scrollBy(0, 60),
    }
    viewer.addEventListener("keydown", event => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return
      event.preventDefault()
      keys[event.key]()
    })
  }

  function start() {
    for (const canvas of document.querySelectorAll(".tb-figure__canvas:not([data-tb-viewer])")) {
      canvas.dataset.tbViewer = ""
      makeViewer(canvas)
    }
  }

  // Material replaces the page's content itself when instant navigation is on, and says so here.
  if (typeof document$ !== "undefined") document$.subscribe(start)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
  else start()
})()
