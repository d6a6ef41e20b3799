/* Filters the log of decisions in the browser. Without it the last decisions are a plain list, with a page for each year. */
(() => {
  "use strict"

  const PAGE = 200
  const EFFECTS = ["weakens", "may-weaken", "strengthens", "may-strengthen"]
  const element = (tag, cls, text) => {
    const made = document.createElement(tag)
    if (cls) made.className = cls
    if (text) made.textContent = text
    return made
  }

  const leading = (entry, text) => {
    const link = element("a", "", text)
    link.href = `${entry.record[2]}#${entry.anchor}`
    return link
  }
  const isUnexplained = entry => ["title", "none"].includes(entry.reason)
  const MISSING = {
    reason: isUnexplained,
    request: entry => entry.unfetched,
    approval: entry => !entry.approved,
  }
  const REASONS = { commit: ["trailer", "body"], merge: ["merge"], request: ["request"], none: ["title", "none"] }
  const inWords = period =>
    new Date(period).toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { day: period.length > 7 ? "numeric" : undefined, month: "short", year: "numeric", timeZone: "UTC" }).replace(/(?<=Sep)t/, "")
  const badge = effect => element("span", `tb-badge tb-badge--${effect}`, effect.replace("-", " "))

  // The decisions of one commit.
  function row(entries) {
    const [entry, ...others] = entries
    const item = element("li")
    const time = element("time", "", inWords(entry.day))
    time.dateTime = entry.day
    const what = element("span", "tb-log__what")
    what.append(leading(entry, entry.title))
    const all = new Set(entries.flatMap(one => one.effects))
    const badges = EFFECTS.filter(one => all.has(one)).map(badge)
    if (isUnexplained(entry)) badges.push(element("span", "tb-badge", "no reason"))
    const record = element("span", "tb-log__record", entry.record[0])
    if (others.length) {
      const fold = element("details", "tb-more")
      const list = element("ul")
      for (const other of others) {
        const one = element("li")
        one.append(leading(other, other.record[0]), ...other.effects.flatMap(effect => [" ", badge(effect)]))
        list.append(one)
      }
      fold.append(element("summary", "", `and ${others.length} more`), list)
      record.append(" ", fold)
    }
    const effects = element("span", "tb-log__effects")
    effects.append(...badges.flatMap(one => [" ", one]))
    item.append(what, " ", time, " ", effects, " ", record)
    if (!entry.alone) item.append(" ", element("span", "tb-log__who", entry.person)) // or it need not be said of each
    return item
  }

  async function read(address) {
    const data = await (await fetch(address)).json()
    return data.entries.map((values, place) => {
      const entry = Object.fromEntries(data.fields.map((field, index) => [field, values[index]]))
      entry.place = place
      entry.record = data.records[entry.record]
      entry.person = data.people[entry.person]
      entry.alone = data.people.length < 2
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

  function grouped(all, key) {
    const found = new Map()
    for (const one of all) {
      if (found.has(key(one))) found.get(key(one)).push(one)
      else found.set(key(one), [one])
    }
    return found
  }
  const byCommit = entries => [...grouped(entries, entry => entry.anchor).values()]

  // A day may be given as a year, a month or a day of ISO 8601; what is none of these asks for nothing yet.
  const isDay = text => /^\d{4}(?:-\d\d(?:-\d\d)?)?$/.test(text)
  const chosen = form =>
    Object.fromEntries([...new FormData(form)].filter(([name, value]) => (["from", "to"].includes(name) ? isDay(value) : value)))
  const fits = (entry, { kind, person, from, to, effect, reason, missing, words = "" }) =>
    (!kind || entry.record[1] === kind) &&
    (!person || entry.person === person) &&
    (!from || entry.day >= from) &&
    (!to || entry.day.slice(0, to.length) <= to) &&
    (!effect || (effect === "neutral" ? !entry.effects.length : entry.effects.includes(effect))) &&
    (!reason || REASONS[reason].includes(entry.reason)) &&
    (!missing || MISSING[missing](entry)) &&
    words.toLowerCase().split(/\s+/).every(word => entry.text.includes(word))

  function makeLog(form) {
    const list = document.querySelector("[data-tb-log]")
    const count = form.querySelector("output")
    const more = element("button", "tb-log__more", "Show more")
    more.type = "button"
    let all // every entry, once it is asked for
    let matching // the entries that the filter lets through
    let found // the same by commit; until then the page's own rows are the first of all
    const load = () => (all ??= read(form.dataset.tbDecisions))
    const rows = () => list.querySelectorAll("ol.tb-log > li")
    const by = list.dataset.tbLog
    const period = day => day.slice(0, by === "month" ? 7 : 10)
    // The next commits, each under its month or day; what is asked for is unfolded.
    const show = () => {
      const shown = rows().length
      const whole = grouped(found, ([entry]) => period(entry.day))
      for (const entries of found.slice(shown, shown + PAGE)) {
        const { day } = entries[0]
        let group = list.lastElementChild
        if (!group?.dataset.tbPeriod.startsWith(period(day))) {
          group = element("details", `tb-fold tb-group tb-${by}`)
          group.dataset.tbPeriod = day
          group.open = true
          const head = element("summary")
          head.append(element("strong", "", inWords(period(day))), " ", element("span", "tb-count"))
          group.append(head, element("ol", "tb-log"))
          list.append(group)
        }
        group.querySelector("ol.tb-log").append(row(entries))
      }
      for (const group of list.children) {
        const count = group.querySelectorAll("ol.tb-log > li").length
        const of = whole.get(period(group.dataset.tbPeriod)).length
        group.querySelector(".tb-count").textContent = count < of ? `${count} of ${of} commits` : `${count} ${count === 1 ? "commit" : "commits"}`
      }
      more.hidden = rows().length >= found.length
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
      matching = entries.filter(entry => fits(entry, wanted))
      found = byCommit(matching)
      const query = new URLSearchParams(wanted).toString()
      history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`)
      list.replaceChildren()
      show()
      count.textContent = `${matching.length} of ${entries.length}`
    })
    const grow = guarded(async () => {
      const first = rows().length
      found ??= byCommit(await load())
      show()
      const next = rows()[first]
      if (!next) return
      next.closest("details").open = true
      next.querySelector("a").focus()
    })
    chooseWeeks(form)
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
      if (!matching) return // nothing is filtered, so the link leads to the whole table
      event.preventDefault()
      guarded(() => saveTable(table.href, matching))()
    })
    more.hidden = rows().length >= Number(form.dataset.tbCount)
    document.querySelector(".tb-log__rest")?.remove()
    list.after(more)
    form.hidden = false
    const others = form.querySelector("details")
    let asked = false
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name)
      if (field) field.value = value
      asked ||= Boolean(field)
      others.open ||= others.contains(field)
    }
    if (asked) apply()
  }

  // Drag over the strip of weeks: the days between both ends are asked for. A click asks for one week, as its link does.
  function chooseWeeks(form) {
    const strip = document.querySelector("[data-tb-weeks] svg")
    if (!strip) return
    const weeks = [...strip.querySelectorAll("a")]
    const days = week => new URL(week.href.baseVal, location.href).searchParams
    const at = ({ clientX }) => {
      const apart = week => Math.abs(week.getBoundingClientRect().left + week.getBoundingClientRect().width / 2 - clientX)
      return weeks.reduce((best, week) => (apart(week) < apart(best) ? week : best))
    }
    const choose = (one, other) => {
      const [first, last] = [one, other].sort((a, b) => weeks.indexOf(a) - weeks.indexOf(b))
      form.elements.from.value = days(first).get("from")
      form.elements.to.value = days(last).get("to")
      weeks.forEach((week, place) =>
        week.classList.toggle("tb-weeks__chosen", place >= weeks.indexOf(first) && place <= weeks.indexOf(last)))
      form.dispatchEvent(new Event("input", { bubbles: true }))
    }
    let begun
    strip.addEventListener("dragstart", event => event.preventDefault())
    strip.addEventListener("pointerdown", event => { begun = at(event) })
    strip.addEventListener("pointermove", event => { if (begun && event.buttons) choose(begun, at(event)) })
    addEventListener("pointerup", () => { begun = undefined })
    for (const week of weeks) {
      week.addEventListener("click", event => {
        event.preventDefault()
        if (!event.detail) choose(week, week)
        else choose(begun ?? week, at(event))
      })
    }
  }

  // Why something is there, beside the page instead of within it: Escape, the cross and the back button close it.
  const panel = () => {
    const found = document.querySelector("dialog.tb-panel")
    if (found) return found
    const made = element("dialog", "tb-panel md-typeset")
    made.setAttribute("aria-labelledby", "tb-panel-title")
    made.addEventListener("click", event => { if (event.target === made) made.close() })
    const back = () => made.tbOpener?.focus({ preventScroll: true }) // going back in the history leaves it nowhere
    made.addEventListener("close", () => (history.state?.tbPanel ? history.back() : back()))
    addEventListener("popstate", () => {
      if (made.open && !history.state?.tbPanel) made.close()
      else if (!made.open) setTimeout(back)
    })
    document.body.append(made)
    return made
  }
  const about = mark => {
    if (mark.closest(".tb-occurrence")) return document.querySelector("h1")?.textContent ?? "" // a page of its own
    const row = mark.closest("tr, li, dd")
    if (row) return row.querySelector(".tb-title, strong, td:nth-child(2)")?.textContent ?? ""
    let before = (mark.closest(".tb-item") ?? mark).previousElementSibling
    while (before && !/^H[1-6]$/.test(before.tagName)) before = before.previousElementSibling
    return before ? [...before.childNodes].filter(node => !node.matches?.(".headerlink")).map(node => node.textContent).join("") : ""
  }
  function openPanel(mark) {
    const dialog = panel()
    const head = element("div", "tb-panel__head")
    const title = element("h2", "", about(mark).trim() || "Why is this here?")
    title.id = "tb-panel-title"
    const close = element("button", "tb-panel__close", "×")
    close.type = "button"
    close.setAttribute("aria-label", "Close")
    close.addEventListener("click", () => dialog.close())
    head.append(title, close)
    const body = mark.querySelector(".tb-why__body").cloneNode(true)
    const because = mark.tbBecause
    if (because) {
      const part = element("div", "tb-panel__because tb-behind")
      part.append(...[...because.cloneNode(true).childNodes].filter(node => node.nodeName !== "SUMMARY"))
      body.prepend(part)
    }
    for (const part of body.querySelectorAll("[id]")) part.removeAttribute("id")
    dialog.replaceChildren(head, body)
    dialog.tbOpener = mark.querySelector("summary")
    dialog.showModal()
    history.pushState({ ...history.state, tbPanel: true }, "")
  }
  function makeWhy(mark) {
    if (mark.classList.contains("tb-why--step")) {
      let after = (mark.closest(".tb-item") ?? mark).nextElementSibling
      while (after && !/^H[1-6]$/.test(after.tagName) && !after.matches("details.tb-behind")) after = after.nextElementSibling
      if (after?.matches("details.tb-behind")) {
        mark.tbBecause = after
        after.classList.add("tb-asked")
      }
    }
    mark.querySelector("summary").addEventListener("click", event => {
      event.preventDefault()
      openPanel(mark)
    })
  }

  function start() {
    document.documentElement.classList.add("tb-js")
    for (const mark of document.querySelectorAll("details:is(.tb-why--line, .tb-why--step, .tb-why--quiet):not([data-tb-ready])")) {
      mark.dataset.tbReady = ""
      makeWhy(mark)
    }
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
