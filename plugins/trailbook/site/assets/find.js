/* Jumps to what somebody names by id and verb (Ctrl or Cmd and K), and says where the page of an old address has gone to. */
(() => {
  "use strict"

  const own = document.currentScript?.src
  if (!own || !location.protocol.startsWith("http")) return // a page on a disk can't fetch the list
  const root = new URL("../../", own)
  const SHOWN = 12
  const inside = url => new URL(`./${url}`, root) // never another scheme or host
  const of = (map, name) => (Object.hasOwn(map, name) ? map[name] : undefined)

  const loaded = new Map()
  function load(name) {
    if (!loaded.has(name))
      loaded.set(name, fetch(new URL(name, root)).then(answer => (answer.ok ? answer.json() : null), () => null))
    return loaded.get(name)
  }
  const plain = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "")
  const made = (tag, cls, text) => {
    const element = document.createElement(tag)
    if (cls) element.className = cls
    if (text) element.textContent = text
    return element
  }

  // Everything that can be opened: { ref, title, kind, url, trail }.
  function entries({ records, pages, own }) {
    const found = pages.map(([title, url]) => ({ ref: "", title, kind: "page", url }))
    for (const [ref, title, kind, url, trail, items] of records) {
      found.push({ ref, title, kind, url, trail })
      for (const [id, label, noun, page] of items) {
        const whole = `${ref}.${id}`
        const history = own[noun] && trail && `${own[noun].replace("@", whole)}#history`
        found.push({ ref: whole, title: label, kind: noun, url: `${page ?? url}#${id}`, trail: history || trail })
      }
    }
    for (const one of found) one.words = plain(`${one.ref} ${one.title} ${one.kind}`)
    return found
  }

  // An id as it is typed comes first, then what begins with it, then records before their items.
  function best(all, query, most = SHOWN) {
    const words = plain(query).split(/\s+/).filter(Boolean)
    const whole = words.join(" ")
    const score = one => {
      const ref = plain(one.ref)
      if (whole && ref === whole) return 5
      if (whole && ref.startsWith(whole)) return 4 - one.ref.length / 1000
      if (!words.every(word => one.words.includes(word))) return 0
      return (one.ref.includes(".") ? 1 : 2) + (plain(one.title).startsWith(whole) ? 0.5 : 0)
    }
    const scored = all.map(one => [score(one), one]).filter(([number]) => number)
    return scored.sort(([a], [b]) => b - a).slice(0, most).map(([, one]) => one)
  }

  const go = url => { location.href = inside(url) }
  const VERBS = {
    open: { about: "a page, record or item", find: (data, query) => best(data.all, query), run: one => go(one.url) },
    why: {
      about: "who decided it, and when",
      find: (data, query) => best(data.all.filter(one => one.trail), query),
      run: one => go(one.trail),
    },
    copy: {
      about: "its permanent address",
      find: (data, query) => best(data.all.filter(one => one.ref), query),
      run: (one, data) => navigator.clipboard?.writeText(inside(data.permanent.replace("@", one.ref)).href),
    },
    respond: { about: "something is wrong", find: (data, query) => best(data.respond, query), run: one => go(one.url) },
    new: { about: "begin a record", find: (data, query) => best(data.new, query), run: one => go(`${one.url}#new`) },
    print: { about: "this page", find: () => [{ title: "Print this page", kind: "", ref: "" }], run: () => setTimeout(print) },
  }

  async function list() {
    const data = await load("places.json")
    if (!data || data.all) return data
    const simple = (pairs, kind) => pairs.map(([title, url]) => ({ ref: "", title, kind, url, words: plain(`${title} ${kind}`) }))
    return Object.assign(data, { all: entries(data), respond: simple(data.respond, "playbook"), new: simple(data.new, "new") })
  }

  // What fits what was typed: the verb before it, or every verb that begins so, and whatever can be opened.
  function options(data, typed) {
    const [, first, rest] = typed.trimStart().match(/^(\S*)\s*(.*)$/)
    const verb = of(VERBS, first.toLowerCase())
    if (verb) return verb.find(data, rest).map(one => ({ ...one, verb: first.toLowerCase() }))
    const begun = Object.keys(VERBS).filter(name => name.startsWith(typed.trim().toLowerCase()) && VERBS[name].find(data, "").length)
    const verbs = begun.map(name => ({ title: name, kind: VERBS[name].about, ref: "", complete: `${name} ` }))
    return typed.trim() ? [...verbs, ...VERBS.open.find(data, typed).map(one => ({ ...one, verb: "open" }))] : verbs
  }

  function makePalette() {
    const box = made("dialog", "tb-palette")
    box.setAttribute("aria-label", "Jump to an id or a page")
    const input = made("input", "tb-palette__input")
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false, placeholder: "An id, a title, or a verb: why POL-ACCESS.C3" })
    for (const [name, value] of Object.entries({ role: "combobox", "aria-label": "Jump to", "aria-expanded": "true", "aria-controls": "tb-palette-list", "aria-autocomplete": "list" }))
      input.setAttribute(name, value)
    const found = made("ul", "tb-palette__list")
    found.id = "tb-palette-list"
    found.setAttribute("role", "listbox")
    found.setAttribute("aria-label", "What fits")
    const note = made("p", "tb-palette__note")
    note.setAttribute("role", "status")
    box.append(input, found, note)
    let shown = [], at = 0, data

    const mark = () => {
      ;[...found.children].forEach((line, index) => line.setAttribute("aria-selected", String(index === at)))
      const line = found.children[at]
      line ? input.setAttribute("aria-activedescendant", line.id) : input.removeAttribute("aria-activedescendant")
      line?.scrollIntoView({ block: "nearest" })
    }
    const take = () => {
      const one = shown[at]
      if (!one) return
      if (one.complete) {
        input.value = one.complete
        return show()
      }
      box.close()
      VERBS[one.verb].run(one, data)
    }
    const show = () => {
      shown = data ? options(data, input.value) : []
      at = 0
      found.replaceChildren(
        ...shown.map((one, index) => {
          const line = made("li", "tb-palette__option")
          line.id = `tb-palette-${index}`
          line.setAttribute("role", "option")
          line.append(made("span", "tb-palette__title", one.title), made("span", "tb-palette__kind", [one.kind, one.ref].filter(Boolean).join(" · ")))
          line.addEventListener("click", () => { at = index; take() })
          return line
        })
      )
      found.hidden = !shown.length
      note.textContent = !data ? "The list of this site can't be loaded." : shown.length ? "" : "Nothing has such a name. Enter searches the texts."
      mark()
    }
    input.addEventListener("input", show)
    input.addEventListener("keydown", event => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step && shown.length) {
        at = (at + step + shown.length) % shown.length
        mark()
        event.preventDefault()
      } else if (event.key === "Enter") {
        event.preventDefault()
        shown.length ? take() : input.value.trim() && go(`?q=${encodeURIComponent(input.value.trim())}`)
      }
      event.stopPropagation() // the theme has keys of its own
    })
    box.addEventListener("click", event => { if (event.target === box) box.close() })
    document.body.append(box)
    return async () => {
      input.value = ""
      box.showModal()
      data = await list()
      show()
    }
  }

  let open
  addEventListener("keydown", event => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    event.preventDefault()
    if (document.querySelector("dialog[open]")) return
    if (!document.querySelector("dialog.tb-palette")) open = makePalette()
    open()
  })

  // Whoever needs the playbooks for when something is wrong may not reach them then, so they are kept from the first visit.
  const keep = () => {
    const door = document.querySelector(".tb-alarm")
    if (door && navigator.serviceWorker) navigator.serviceWorker.register(new URL("worker.js", door.href)).catch(() => {})
  }
  document.readyState === "complete" ? keep() : addEventListener("load", keep)

  // -- an address at which there is nothing -----------------------------------------------------

  const decoded = text => { try { return decodeURIComponent(text) } catch { return text } }
  const ID = /\b[A-Z]{2,}(?:-[A-Z0-9]+)+(?:\.[A-Z]+[A-Z0-9-]*)?/
  // What was asked for, counted from the beginning of the site, or of another release of it beside this one.
  function asked() {
    const path = decoded(location.pathname)
    const base = decoded(root.pathname)
    const above = new URL("../", root).pathname
    const inside = path.startsWith(base) ? path.slice(base.length) : path.startsWith(above) ? path.slice(above.length).replace(/^[^/]*\//, "") : path
    return inside.replace(/(?:index)?\.html$/, "").replace(/^\/+|\/+$/g, "")
  }
  async function help(box) {
    const [data, moved] = [await list(), (await load("moved.json")) ?? { pages: {}, gone: {}, ids: {} }]
    if (!data) return
    const address = asked()
    const say = (words, url, title) => {
      const line = made("p", "tb-moved", `${words} `)
      const link = made("a", "", title)
      link.href = inside(url)
      line.append(link)
      box.prepend(line)
    }
    const [named] = address.toUpperCase().match(ID) ?? [""]
    const id = of(moved.ids, named) ?? named
    const known = id && (data.all.find(one => one.ref === id) ?? data.all.find(one => one.ref === id.split(".")[0]))
    const page = of(moved.pages, address)
    if (page) return say("This page has moved to", page + location.hash, data.all.find(one => one.url === page)?.title ?? page)
    if (known) return say(`${known.ref} is`, known.url, known.title)
    if (of(moved.gone, id)) return say(`${id} is gone. What it was, and who ended it:`, moved.gone[id], `the trail of ${id}`)
    const words = plain(address.split("/").pop()).split(/[^\p{L}\p{N}]+/u).filter(word => word.length > 2)
    const near = data.all
      .map(one => [words.filter(word => one.words.includes(word) || plain(one.url).includes(word)).length - (one.ref.includes(".") ? 0.5 : 0), one])
      .filter(([number]) => number > 0)
      .sort(([a], [b]) => b - a)
      .slice(0, 5)
    if (!near.length) return
    const lines = made("ul", "tb-near")
    for (const [, one] of near) {
      const line = made("li")
      const link = made("a", "", one.title)
      link.href = inside(one.url)
      line.append(link, ` ${one.kind}`)
      lines.append(line)
    }
    box.append(made("p", "", "Perhaps you mean:"), lines)
  }
  const missing = () => { for (const box of document.querySelectorAll("[data-tb-missing]")) help(box) }
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", missing) : missing()
})()
