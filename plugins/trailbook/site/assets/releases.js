/* Compares any two releases. Without it each release's page compares it with the one before. */
(() => {
  "use strict"

  const element = (tag, cls, text) => {
    const made = document.createElement(tag)
    if (cls) made.className = cls
    if (text !== undefined) made.textContent = text
    return made
  }

  const link = (href, text, cls) => {
    if (!href) return element("span", cls, text)
    const made = element("a", cls, text)
    made.href = href
    return made
  }

  const signed = number => (number > 0 ? `+${number}` : number < 0 ? `−${-number}` : "same")

  function figures(words, from, to) {
    const scroll = element("div", "tb-scroll")
    scroll.tabIndex = 0
    scroll.setAttribute("role", "region")
    scroll.setAttribute("aria-label", "Figures of the two releases")
    const table = element("table", "tb-table")
    const head = table.createTHead().insertRow()
    for (const title of ["What is counted", from.version, to.version, "Difference"]) {
      const cell = element("th", title === "What is counted" ? "" : "tb-number", title)
      cell.scope = "col"
      head.append(cell)
    }
    const body = table.createTBody()
    words.forEach((word, place) => {
      const row = body.insertRow()
      const name = element("th", "", word)
      name.scope = "row"
      const [before, after] = [from.figures[place], to.figures[place]]
      const difference = before === null || after === null ? null : signed(after - before)
      row.append(name, ...[before, after, difference].map(value => element("td", "tb-number", String(value ?? "–"))))
    })
    scroll.append(table)
    return scroll
  }

  function changes(title, effect, between) {
    const found = between.flatMap(release =>
      release.changes.filter(change => change[0] === effect).map(change => [release, ...change.slice(1)]))
    const parts = [element("h3", "", `${title} (${found.length})`)]
    if (!found.length) return [...parts, element("p", "", "Nothing.")]
    const list = element("ul", "tb-rows")
    for (const [release, reference, href, says] of found) {
      const item = element("li")
      item.append(link(href, reference, "tb-ref"), ` ${says} `, element("span", "tb-muted", "in "))
      item.append(link(release.href, release.version))
      list.append(item)
    }
    return [...parts, list]
  }

  function makeComparison(form) {
    const place = document.querySelector("[data-tb-compared]")
    const said = form.querySelector("output")
    const plain = [...place.childNodes]
    let all
    const apply = async () => {
      try {
        all ??= await (await fetch(form.dataset.tbReleases)).json()
      } catch {
        place.replaceChildren(...plain)
        said.textContent = "The releases could not be read; the page of each one has what it changed."
        return
      }
      const names = [form.elements.from.value, form.elements.to.value]
      const [first, last] = names.map(name => all.releases.findIndex(one => one.version === name)).sort((a, b) => a - b)
      const [from, to] = [all.releases[first], all.releases[last]]
      history.replaceState(history.state, "", `${location.pathname}?${new URLSearchParams({ from: names[0], to: names[1] })}${location.hash}`)
      if (first === last) {
        said.textContent = "Choose two different releases."
        place.replaceChildren()
        return
      }
      said.textContent = `From ${from.version} of ${from.day} to ${to.version} of ${to.day}`
      const between = all.releases.slice(first + 1, last + 1)
      place.replaceChildren(
        figures(all.figures, from, to),
        ...changes("What got weaker", "weakens", between),
        ...changes("What got stronger", "strengthens", between))
    }
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name)
      if (field && [...field.options].some(option => option.value === value)) field.value = value
    }
    form.addEventListener("input", apply)
    form.addEventListener("submit", event => event.preventDefault())
    form.hidden = false
    apply()
  }

  function start() {
    for (const form of document.querySelectorAll("[data-tb-releases]:not([data-tb-ready])")) {
      form.dataset.tbReady = ""
      makeComparison(form)
    }
  }

  // Material replaces the page's content itself when instant navigation is on, and says so here.
  if (typeof document$ !== "undefined") document$.subscribe(start)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
  else start()
})()
