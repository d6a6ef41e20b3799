/* Filters the log of decisions in the browser. Without it the last decisions are a plain list, with a page for each year. */
(() => {
  "use strict"

  const PAGE = 200
  const element = (tag, cls, text) => {
    const made = document.createElement(tag)
    if (cls) made.className = cls
    if (text) made.textContent = text
    return made
  }

  function row(entry) {
    const [name, , href] = entry.record
    const item = element("li")
    const time = element("time", "", entry.day)
    time.dateTime = entry.day
    const what = element("span", "tb-log__what")
    const link = element("a", "", entry.title)
    link.href = `${href}#${entry.anchor}`
    what.append(link)
    for (const effect of entry.effects) what.append(" ", element("span", `tb-badge tb-badge--${effect}`, effect.replace("-", " ")))
    if (!entry.explained) what.append(" ", element("span", "tb-badge", "no reason"))
    item.append(time, " ", what, " ", element("span", "tb-log__record", name), " ", element("span", "tb-log__who", entry.person))
    return item
  }

  async function read(address) {
    const data = await (await fetch(address)).json()
    return data.entries.map((values, place) => {
      const entry = Object.fromEntries(data.fields.map((field, index) => [field, values[index]]))
      entry.place = place
      entry.record = data.records[entry.record]
      entry.person = data.people[entry.person]
      entry.text = `${entry.title} ${entry.record[0]} ${entry.person}`.toLowerCase()
      return entry
    })
  }

  // The table has its head and then the entries in the same order, each on one line: no cell holds a line end.
  async function saveTable(address, entries) {
    const lines = (await (await fetch(address)).text()).split("\r\n")
    const text = [lines[0], ...entries.map(entry => lines[entry.place + 1]), ""].join("\r\n")
    const link = element("a")
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }))
    link.download = "decisions.csv"
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  }

  const chosen = form => Object.fromEntries([...new FormData(form)].filter(([, value]) => value))
  const fits = (entry, { kind, person, from, to, effect, missing, words = "" }) =>
    (!kind || entry.record[1] === kind) &&
    (!person || entry.person === person) &&
    (!from || entry.day >= from) &&
    (!to || entry.day <= to) &&
    (!effect || (effect === "neutral" ? !entry.effects.length : entry.effects.includes(effect))) &&
    (!missing || !(missing === "reason" ? entry.explained : entry.approved)) &&
    words.toLowerCase().split(/\s+/).every(word => entry.text.includes(word))

  function makeLog(form) {
    const list = document.querySelector("[data-tb-log]")
    const count = form.querySelector("output")
    const more = element("button", "tb-log__more", "Show more")
    more.type = "button"
    let all // every entry, once it is asked for
    let found // those that the filter lets through; until then the page's own rows are the first of all
    const load = () => (all ??= read(form.dataset.tbDecisions))
    const show = () => {
      list.append(...found.slice(list.children.length, list.children.length + PAGE).map(row))
      more.hidden = list.children.length >= found.length
    }
    const guarded = work => async () => {
      try {
        await work()
      } catch {
        all = undefined
        count.textContent = "The list of all decisions could not be read; the pages of each year have them."
      }
    }
    const apply = guarded(async () => {
      const entries = await load()
      const wanted = chosen(form)
      found = entries.filter(entry => fits(entry, wanted))
      const query = new URLSearchParams(wanted).toString()
      history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`)
      list.replaceChildren()
      show()
      count.textContent = `${found.length} of ${entries.length}`
    })
    const grow = guarded(async () => {
      const first = list.children.length
      found ??= await load()
      show()
      list.children[first]?.querySelector("a").focus()
    })
    let waiting
    form.addEventListener("input", () => {
      clearTimeout(waiting)
      waiting = setTimeout(apply, 120)
    })
    form.addEventListener("submit", event => {
      event.preventDefault()
      apply()
    })
    more.addEventListener("click", grow)
    const table = document.querySelector("[data-tb-table]")
    table?.addEventListener("click", event => {
      if (!found) return // nothing is filtered, so the link leads to the whole table
      event.preventDefault()
      guarded(() => saveTable(table.href, found))()
    })
    more.hidden = list.children.length >= Number(form.dataset.tbCount)
    document.querySelector(".tb-log__rest")?.remove()
    list.after(more)
    form.hidden = false
    let asked = false
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name)
      if (field) field.value = value
      asked ||= Boolean(field)
    }
    if (asked) apply()
  }

  function start() {
    for (const form of document.querySelectorAll("[data-tb-decisions]:not([data-tb-ready])")) {
      form.dataset.tbReady = ""
      makeLog(form)
    }
    // A decision that is addressed may stand inside what is folded, and so may an item.
    document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", "")
  }

  // Material replaces the page's content itself when instant navigation is on, and says so here.
  if (typeof document$ !== "undefined") document$.subscribe(start)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
  else start()
})()
