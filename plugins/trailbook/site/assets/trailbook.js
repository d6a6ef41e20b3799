/* Makes tables sortable and filterable, adds the rows that are on other pages, and makes ids copyable. Pages read the same without it. */
(() => {
  "use strict"

  const key = cell => {
    const rank = cell?.firstElementChild?.dataset.tbRank
    const day = cell?.querySelector(":scope > time:first-child")?.dateTime
    const text = (cell?.dataset.tbValue ?? rank ?? day ?? cell?.textContent ?? "").trim()
    return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text.toLowerCase()
  }
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true })

  /* The rows that a long page has on other pages, its parts, are added to it when they are asked for. */
  const restOf = box => document.querySelector(`[data-tb-rest="${box?.dataset.tbRows}"]`)
  const parts = new Map()
  const partAt = async address => {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(answer.statusText)
    return new DOMParser().parseFromString(await answer.text(), "text/html")
  }
  async function addRows(rest) {
    const link = rest.querySelector("a")
    const [address] = link.href.split("#")
    if (!parts.has(address)) parts.set(address, partAt(address))
    const part = await parts.get(address)
    if (!rest.isConnected) return
    const number = rest.dataset.tbRest
    const box = document.querySelector(`[data-tb-rows="${number}"]`)
    const rows = [...part.querySelector(`[data-tb-rows="${number}"]`).children]
    const next = part.querySelector(`[data-tb-rest="${number}"]`)
    box.append(...rows)
    next ? rest.replaceWith(next) : rest.remove()
    start()
    return rows[0]
  }
  const addAll = async box => {
    for (let rest = restOf(box); rest; rest = restOf(box)) await addRows(rest)
  }
  function makeRest(rest) {
    const link = rest.querySelector("a")
    link.addEventListener("click", async event => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      event.stopPropagation()
      try {
        const row = await addRows(rest)
        const first = row?.querySelector("a, button, summary") ?? row
        first?.focus({ focusVisible: true })
      } catch {
        location.href = link.href // a page opened from a disk can't fetch others
      }
    })
  }
  function fragment() {
    try {
      return decodeURIComponent(location.hash.slice(1))
    } catch {
      return location.hash.slice(1)
    }
  }
  // The day of the reader, not that of the build, says whether a last day has passed.
  function markPast(time) {
    const now = new Date()
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(part => String(part).padStart(2, "0")).join("-")
    if (time.dateTime >= today) return
    const mark = document.createElement("span")
    mark.className = "tb-badge tb-badge--red"
    mark.textContent = time.dataset.tbUntil
    time.after(" ", mark)
  }
  // What an address names may be within what is folded, or be the heading of it.
  function unfold(there) {
    const after = there?.matches("h2, h3") ? there.nextElementSibling : null
    const below = after?.matches("details.tb-fold") ? after : after?.querySelector(":scope > details.tb-fold")
    for (let fold = there?.closest("details") ?? below; fold; fold = fold.parentElement.closest("details")) fold.open = true
  }

  // What an address names may be on another page now, or among the rows that are elsewhere.
  async function findAnchor() {
    const name = fragment()
    const there = name ? document.getElementById(name) : null
    unfold(there)
    if (there?.matches("details.tb-moved a") && there.origin === location.origin) location.replace(there.href)
    if (!name || there) return
    try {
      for (let rest; (rest = document.querySelector("[data-tb-rest]")) && !document.getElementById(name); ) await addRows(rest)
    } catch {
      return
    }
    if (document.getElementById(name)) location.replace(location.hash)
  }

  function makeSortable(table) {
    const heads = [...table.tHead.rows[0].cells]
    heads.forEach((head, column) => {
      const button = document.createElement("button")
      button.type = "button"
      button.append(...head.childNodes)
      head.append(button)
      button.addEventListener("click", async () => {
        await addAll(table.tBodies[0]).catch(() => {})
        const down = head.getAttribute("aria-sort") === "ascending"
        heads.forEach(other => other.removeAttribute("aria-sort"))
        head.setAttribute("aria-sort", down ? "descending" : "ascending")
        const rows = [...table.tBodies[0].rows]
        rows.sort((a, b) => compare(key(a.cells[column]), key(b.cells[column])) * (down ? -1 : 1))
        table.tBodies[0].append(...rows)
      })
    })
  }

  function makeFilterable(region) {
    const body = region.querySelector("tbody")
    if (!body || (restOf(body)?.dataset.tbTotal ?? body.rows.length) < 6) return
    const box = document.createElement("div")
    box.className = "tb-filter"
    const input = document.createElement("input")
    input.type = "search"
    input.placeholder = "Filter"
    input.setAttribute("aria-label", `Filter: ${region.dataset.tbFilter}`)
    const count = document.createElement("output")
    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
      let shown = 0
      for (const row of body.rows) {
        const text = row.textContent.toLowerCase()
        row.hidden = !words.every(word => text.includes(word))
        if (!row.hidden) shown += 1
      }
      count.textContent = `${shown} of ${restOf(body)?.dataset.tbTotal ?? body.rows.length}`
    }
    input.addEventListener("input", async () => {
      apply()
      if (restOf(body)) await addAll(body).then(apply, () => {})
    })
    box.append(input, count)
    region.before(box)
    apply()
  }

  function copyButton(title, name, text) {
    const button = document.createElement("button")
    button.type = "button"
    button.title = title
    button.setAttribute("aria-label", name)
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text)
      button.classList.add("tb-done")
      setTimeout(() => button.classList.remove("tb-done"), 1500)
    })
    return button
  }

  function makeCopyable(id) {
    const { tbCopy: reference, tbPermanent: permanent } = id.dataset
    id.append(copyButton("Copy", `Copy ${reference}`, reference))
    if (!permanent) return
    const button = copyButton("Copy permanent address", `Copy permanent address of ${reference}`, new URL(permanent, location).href)
    button.classList.add("tb-permanent")
    id.append(button)
  }

  // Material leaves these landmarks without a name, so that a screen reader can't tell them apart.
  function nameLandmarks() {
    const search = document.querySelector(".md-search[role=dialog]:not([aria-label])")
    search?.setAttribute("aria-label", search.querySelector("input").getAttribute("aria-label"))
    document.querySelector("nav.md-path")?.setAttribute("aria-label", "Breadcrumb")
    document.querySelector("nav.md-tags:not([aria-label])")?.setAttribute("aria-label", "Tags")
    for (const nav of document.querySelectorAll(".md-nav[aria-labelledby]")) {
      const name = document.getElementById(nav.getAttribute("aria-labelledby"))?.textContent.trim()
      const title = nav.querySelector(":scope > .md-nav__title")?.textContent.trim()
      if (name || !title) continue
      nav.removeAttribute("aria-labelledby")
      nav.setAttribute("aria-label", title)
    }
  }

  // Each result's tags are drawn as navigation of their own; they lead nowhere.
  function calmResults(list) {
    const calm = () => list.querySelectorAll("nav:not([role])").forEach(nav => nav.setAttribute("role", "presentation"))
    new MutationObserver(calm).observe(list, { childList: true, subtree: true })
  }

  // Material shows the switch of the current colour scheme but checks none, so that the keyboard meets the first.
  function checkScheme() {
    const shown = document.querySelector("input.md-option + label:not([hidden])")
    if (shown) shown.previousElementSibling.checked = true
  }

  // A strip of chapters that is wider than the screen begins where the page's own is in its middle.
  function showCurrent(strip) {
    const here = strip.querySelector("[aria-current]")
    const list = here?.closest("ul")
    if (list) list.scrollLeft = here.offsetLeft - list.offsetLeft - (list.clientWidth - here.offsetWidth) / 2
  }

  // Shows at which sides a box has more than it shows, since not every system draws a bar there.
  function tellMore(box) {
    const tell = () => {
      const left = box.scrollLeft > 1
      const right = box.scrollLeft + box.clientWidth < box.scrollWidth - 1
      box.dataset.tbMore = [left && "left", right && "right"].filter(Boolean).join(" ")
    }
    box.addEventListener("scroll", tell, { passive: true })
    new ResizeObserver(tell).observe(box)
  }

  // Rows of the page's lists that fit what is asked in a form; a list without any is left out. What is asked is in the address.
  function makeFacets(form) {
    const fits = (row, [name, value]) =>
      name === "find"
        ? value.toLowerCase().split(/\s+/).every(word => row.textContent.toLowerCase().includes(word))
        : row.dataset[name].split("|").includes(value)
    const groups = [...document.querySelectorAll("details.tb-fold:has([data-tb-facet])")]
    const calendar = document.querySelector("[data-tb-calendar]")
    const everybody = calendar?.getAttribute("href")
    const unfolded = new Set(groups.filter(group => group.open))
    const apply = () => {
      const wanted = [...new FormData(form)].filter(([, value]) => value.trim())
      const rows = [...document.querySelectorAll("[data-tb-facet]")]
      const rests = [...document.querySelectorAll("[data-tb-rest]")]
      for (const row of rows) row.hidden = !wanted.every(one => fits(row, one))
      for (const group of groups) {
        const shown = group.querySelectorAll("[data-tb-facet]:not([hidden])").length
        group.hidden = !shown
        group.open = wanted.length > 0 || unfolded.has(group)
        const count = group.querySelector("[data-tb-facet-count]")
        if (count) count.textContent = `(${shown})`
        const cell = document.querySelector(`.tb-months a[href="#${group.querySelector("h2")?.id}"] strong`)
        if (cell) cell.textContent = shown
      }
      for (const choice of rests.length ? [] : form.querySelectorAll("input[type=radio]")) {
        const all = wanted.filter(([name]) => name !== choice.name)
        if (choice.value) all.push([choice.name, choice.value])
        const number = rows.filter(row => all.every(one => fits(row, one))).length
        choice.parentElement.querySelector(".tb-count").textContent = number
        if (!wanted.length) choice.parentElement.hidden = !number && choice.value
      }
      const elsewhere = rests.map(rest => rest.dataset.tbTotal - document.querySelector(`[data-tb-rows="${rest.dataset.tbRest}"]`).children.length)
      form.querySelector("output").textContent = `${rows.filter(row => !row.hidden).length} of ${elsewhere.reduce((sum, one) => sum + one, rows.length)}`
      const of = form.querySelector("option[data-tb-calendar-of]:checked")?.dataset.tbCalendarOf
      calendar?.setAttribute("href", of ?? everybody)
      return wanted
    }
    const narrow = async () => {
      for (let rest; apply().length && (rest = document.querySelector("[data-tb-rest]")); ) await addRows(rest)
    }
    form.addEventListener("input", () => {
      const query = new URLSearchParams(apply()).toString()
      history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`)
      narrow().catch(() => {})
    })
    form.addEventListener("submit", event => event.preventDefault())
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name)
      if (field) field.value = value
    }
    form.hidden = false
    narrow().catch(() => {})
  }

  // The steps of the reader's own role, those of others folded. A reader comes to it by a link or opens it, and is
  // remembered in this browser alone.
  const ROLE = "trailbook-role"
  function makeRoles() {
    const roles = [...document.querySelectorAll("[data-tb-role]")]
    const show = own => {
      for (const one of roles) {
        one.open = one === own
        one.toggleAttribute("data-tb-own", one === own)
      }
    }
    const follow = () => {
      const target = document.getElementById(fragment())
      const own = target && roles.find(one => one.contains(target) || one.dataset.tbRole === target.id)
      if (!own) return false
      show(own)
      target.scrollIntoView()
      return true
    }
    for (const one of roles) {
      one.querySelector("summary").addEventListener("click", event => {
        event.preventDefault()
        const own = one.open ? undefined : one
        localStorage.setItem(ROLE, own?.dataset.tbRole ?? "")
        show(own)
        own?.scrollIntoView({ block: "nearest" })
      })
    }
    const known = roles.find(one => one.dataset.tbRole === localStorage.getItem(ROLE))
    if (!follow() && known) show(known)
    addEventListener("hashchange", () => roles[0].isConnected && follow())
  }

  // One box over the register of services: what is typed is looked for among all names that a service has.
  const WORDS = { yes: "Yes", "yes-if": "Yes, if", ask: "Ask first", no: "No" }
  const STRICT = Object.keys(WORDS) // the milder before the stricter
  const PRIVATE = /(^| )(private?s?|personal|my own|own|persönliche?s?|eigene?s?)(?= )/u
  // How many letters have to be added, left out, replaced or swapped with the next to make one word of the other.
  function typos(one, other) {
    let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)]
    for (let row = 1; row <= one.length; row++) {
      const next = [row]
      for (let at = 1; at <= other.length; at++) {
        const cost = one[row - 1] === other[at - 1] ? 0 : 1
        next[at] = Math.min(next[at - 1] + 1, last[at] + 1, last[at - 1] + cost)
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) next[at] = Math.min(next[at], before[at - 2] + 1)
      }
      ;[before, last] = [last, next]
    }
    return last[other.length]
  }
  function makeFinder(form) {
    const table = document.querySelector("[data-tb-services]")
    const rows = [...table.tBodies[0].rows]
    const out = form.querySelector("output")
    const classes = [...form.elements.data.options].map(option => option.value)
    const plain = text => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()
    const names = rows.flatMap(row => row.dataset.names.split("|").map(name => ({ row, name, words: plain(name) })))
    const found = asked => {
      const exact = names.filter(one => one.words === asked)
      return (exact.length ? exact : names.filter(one => one.words.length > 2 && ` ${asked} `.includes(` ${one.words} `))).map(one => one.row)
    }
    const near = asked => {
      const most = asked.length < 4 ? 0 : asked.length < 8 ? 1 : 2
      const distance = one => (asked.length > 1 && ` ${one.words}`.includes(` ${asked}`) ? 0.5 : typos(asked, one.words))
      const close = names.map(one => [distance(one), one.name]).filter(([number]) => number === 0.5 || number <= most)
      return [...new Set(close.sort(([a], [b]) => a - b).map(([, name]) => name))].slice(0, 4)
    }
    const kindOf = row => row.dataset.answers.split("|")[classes.indexOf(form.elements.data.value)]
    const strictest = all => [...all].sort((a, b) => STRICT.indexOf(kindOf(b)) - STRICT.indexOf(kindOf(a)))[0]
    const ofAccount = (all, account) => all.filter(row => row.dataset.account === account)
    const add = (parent, tag, text, cls) => {
      const made = document.createElement(tag)
      if (text) made.textContent = text
      if (cls) made.className = cls
      parent.append(made)
      return made
    }
    const request = () => {
      const box = document.querySelector("[data-tb-asking]").content.cloneNode(true)
      const { service, account, data, purpose } = form.elements
      const whose = account.value && `Account: ${account.selectedOptions[0].text}`
      const text = [`Service: ${service.value.trim()}`, whose, `Data: ${data.value}`, `To do: ${purpose.value.trim() || "…"}`, "App: …", "Needed by: …", "Asked by: …"].filter(Boolean).join("\n")
      add(box, "pre", text)
      const copy = add(box, "button", "Copy the request", "md-button")
      copy.type = "button"
      copy.addEventListener("click", async () => {
        await navigator.clipboard?.writeText(text)
        copy.textContent = "Copied"
      })
      return box
    }
    // What one entry says: whose account it is about if that decides, the answer, why, and who decides.
    const explain = (row, label) => {
      const line = add(out, "p", "")
      if (label) add(line, "strong", `${label} ${WORDS[kindOf(row)]}. `)
      const because = row.dataset.because.split("|")[classes.indexOf(form.elements.data.value)]
      line.append(row.querySelector("a").cloneNode(true), `: ${because} ${row.cells[row.cells.length - 1].textContent} decides.`)
      const conditions = kindOf(row) === "yes-if" ? [...row.querySelectorAll(".tb-wide li")] : []
      const unsigned = kindOf(row).startsWith("yes") && row.querySelector(".tb-unsigned")
      if (unsigned) out.append(unsigned.cloneNode(true))
      if (conditions.length) add(out, "ul").append(...conditions.map(condition => condition.cloneNode(true)))
    }
    const suggest = close => {
      const line = add(out, "p", "Did you mean this? ")
      for (const name of close) {
        const button = add(line, "button", name, "tb-finder__near")
        button.type = "button"
        button.addEventListener("click", () => { form.elements.service.value = name; apply() })
        line.append(" ")
      }
    }
    const apply = () => {
      const typed = form.elements.service.value.trim()
      const words = plain(typed)
      table.parentElement.hidden = false
      out.replaceChildren()
      if (!words) return
      const asked = words.replace(PRIVATE, "").trim() || words
      const whose = asked === words ? form.elements.account.value : "private"
      const matching = found(asked)
      const company = whose !== "private" && strictest(ofAccount(matching, "company"))
      const own = whose !== "company" && strictest(ofAccount(whose ? rows : matching, "private"))
      const entries = [company, own].filter(Boolean)
      const kinds = new Set(entries.map(kindOf))
      // Where the answer depends on whose account it is, and nobody has said whose, there is no yes.
      const kind = company && own ? (kinds.size === 1 ? kindOf(company) : kindOf(company) === "no" ? "no" : "ask") : entries.length ? kindOf(entries[0]) : "ask"
      out.dataset.kind = kind
      const close = matching.length ? [] : near(asked)
      if (!entries.length && close.length) {
        suggest(close)
        add(out, "p", "If it is another service:")
      }
      // Nobody has said whose account, and the register has the company's alone.
      const assumed = company && !own && !whose && kind.startsWith("yes")
      add(out, "strong", assumed && kind === "yes" ? "Yes, with the company's account" : WORDS[kind])
      if (kinds.size > 1) add(out, "p", "It depends on whose account it is.")
      if (company) explain(company, own ? "The company's account:" : "")
      if (own) explain(own, company ? "A private account:" : "")
      if (assumed)
        add(out, "p", "This is the answer for the company's account. For a private one, choose it above.")
      if (!entries.length && matching.length && whose === "private")
        add(out, "p", `Only the company's account of ${typed} is on the register: a private one is not allowed until somebody has decided on it.`)
      else if (!entries.length && matching.length) add(out, "p", `The company has no account of ${typed} on the register.`)
      else if (!entries.length) add(out, "p", `${typed} is not on the register, so it is not allowed until somebody has decided on it.`)
      table.parentElement.hidden = entries.length > 0 // the answer says what the rows say
      if (kind === "ask" || kind === "no") out.append(request())
    }
    form.addEventListener("input", apply)
    form.addEventListener("submit", event => event.preventDefault())
    const stated = new URLSearchParams(location.search)
    for (const name of ["service", "account", "data"]) if (stated.get(name)) form.elements[name].value = stated.get(name)
    form.hidden = false
    apply()
  }

  const once = (selector, make) => {
    for (const element of document.querySelectorAll(`${selector}:not([data-tb-ready])`)) {
      element.dataset.tbReady = ""
      make(element)
    }
  }
  function start() {
    nameLandmarks()
    checkScheme()
    once(".md-search-result__list", calmResults)
    once("table[data-tb-sort]", makeSortable)
    document.querySelectorAll(".tb-scroll:not([data-tb-more])").forEach(tellMore)
    once(".tb-chapters", showCurrent)
    once("[data-tb-filter]", makeFilterable)
    once("[data-tb-rest]", makeRest)
    once("[data-tb-until]", markPast)
    once("[data-tb-facets]", makeFacets)
    once("[data-tb-finder]", makeFinder)
    if (document.querySelector("[data-tb-role]:not([data-tb-ready])")) makeRoles()
    for (const one of document.querySelectorAll("[data-tb-role]")) one.dataset.tbReady = ""
    if (navigator.clipboard) once(":is(.tb-lead, .tb-item, .tb-foot) [data-tb-copy]", makeCopyable)
  }

  // Instant navigation of Material sets each link's address to itself. Those of links in pictures can only be read, which
  // is an error that ends it for good; so setting them does nothing.
  const address = Object.getOwnPropertyDescriptor(SVGAElement.prototype, "href")
  if (address && !address.set) Object.defineProperty(SVGAElement.prototype, "href", { ...address, set() {} })

  function startPage() {
    start()
    findAnchor()
  }
  addEventListener("hashchange", findAnchor)

  // Material replaces the page's content itself when instant navigation is on, and says so here.
  if (typeof document$ !== "undefined") document$.subscribe(startPage)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startPage)
  else startPage()
})()
