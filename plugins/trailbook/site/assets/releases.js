/* Leads to the same page of another version, and compares any two releases, with the words of all their pages if they are
   published beside this one. Without it each release's page compares it with the one before. */
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
    const same = []
    words.forEach((word, place) => {
      if (to.figures[place] !== null && from.figures[place] === to.figures[place]) return same.push(word)
      const row = body.insertRow()
      const name = element("th", "", word)
      name.scope = "row"
      const [before, after] = [from.figures[place], to.figures[place]]
      const difference = before === null || after === null ? null : signed(after - before)
      row.append(name, ...[before, after, difference].map(value => element("td", "tb-number", String(value ?? "–"))))
    })
    scroll.append(table)
    const kept = same.join(", ")
    const rest = element("p", "tb-muted", `The same in both: ${kept}`)
    return [...(body.rows.length ? [scroll] : []), ...(same.length ? [rest] : [])]
  }

  function changes(title, effect, between) {
    const found = between.flatMap(release =>
      release.changes.filter(change => change[0] === effect).map(change => [release, ...change.slice(1)]))
    const fold = element("details", "tb-fold tb-fold--text")
    fold.append(element("summary", "", `${title} (${found.length})`))
    if (!found.length) {
      fold.append(element("p", "", "Nothing."))
      return fold
    }
    const list = element("ul", "tb-rows")
    const items = new Map()
    for (const [release, reference, href, title, says] of found) {
      if (!items.has(reference)) {
        const item = element("li")
        item.append(link(href, title || reference), " ", element("span", "tb-to__id", title ? reference : ""))
        list.append(item)
        items.set(reference, item)
      }
      const subject = /^[a-z ]+ (\S+): /.exec(says)
      const isNamed = subject && reference.endsWith(`.${subject[1]}`)
      const line = element("div", "", `${isNamed ? says.slice(subject[0].length) : says} `)
      if (between.length > 1) {
        const version = element("span", "tb-muted", "in ")
        version.append(link(release.href, release.version))
        line.append(version)
      }
      items.get(reference).append(line)
    }
    fold.append(list)
    return fold
  }

  const MOST = 4_000_000 // pairs of words or paragraphs that are compared in full; beyond, all is taken as replaced
  const APART = new Set(["p", "li", "td", "th", "dt", "dd", "pre", "h1", "h2", "h3", "h4", "blockquote"])

  /* The paragraphs of a text with markup, each on one line. */
  function paragraphs(html) {
    const body = new DOMParser().parseFromString(html, "text/html").body
    const found = [""]
    const walk = node => {
      if (node.nodeType === Node.TEXT_NODE) found[found.length - 1] += node.textContent
      const apart = APART.has(node.localName)
      if (apart) found.push("")
      for (const child of node.childNodes) walk(child)
      if (apart) found.push("")
    }
    walk(body)
    return found.map(text => text.replace(/\s+/g, " ").trim()).filter(Boolean)
  }

  const OF_THE_TRAIL = /^(trail|releases|decisions|changes)\//

  async function json(address) {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(answer.statusText)
    return answer.json()
  }

  /* What is searched for in a version: the words of each of its pages, by address, without what is the trail's own. */
  async function pagesOf(version) {
    const root = new URL(`../${encodeURIComponent(version)}/`, here)
    const index = await json(new URL("search/search_index.json", root))
    const pages = index.config.pagefind ? await partsOf(root) : new Map()
    for (const { location: address, title, text } of index.docs) {
      const [page] = address.split("#")
      if (OF_THE_TRAIL.test(page)) continue
      if (!pages.has(page)) {
        const words = []
        pages.set(page, { href: new URL(page, root).href, title: paragraphs(title).join(" ") || page, words: async () => words })
      }
      ;(await pages.get(page).words()).push(`<h2>${title}</h2>${text}`)
    }
    if (!pages.size) throw new Error("no words")
    return pages
  }

  /* The same of a version that Pagefind searches: a digest of each page, and its words in the part that holds them. */
  async function partsOf(root) {
    const parts = new Map()
    const part = name => {
      if (!parts.has(name)) parts.set(name, json(new URL(`search/words/${name}.json`, root)))
      return parts.get(name)
    }
    const pages = new Map()
    for (const [page, [title, digest, name]] of Object.entries(await json(new URL("search/words.json", root)))) {
      if (OF_THE_TRAIL.test(page)) continue
      const href = new URL(page, root).href
      pages.set(page, { href, title: paragraphs(title).join(" ") || page, digest, words: async () => (await part(name))[page] })
    }
    return pages
  }

  /* What two lists have in common, as [kind, entry] in the order of both (longest common subsequence). */
  function compare(before, after) {
    let start = 0
    while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1
    let end = 0
    const least = Math.min(before.length, after.length) - start
    while (end < least && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
    const [a, b] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
    const same = list => list.map(entry => ["same", entry])
    const parts = same(before.slice(0, start))
    if (a.length * b.length > MOST) {
      parts.push(...a.map(entry => ["removed", entry]), ...b.map(entry => ["added", entry]))
    } else {
      const wide = b.length + 1
      const longest = new Uint16Array((a.length + 1) * wide)
      for (let i = a.length - 1; i >= 0; i -= 1)
        for (let j = b.length - 1; j >= 0; j -= 1)
          longest[i * wide + j] = a[i] === b[j] ? longest[(i + 1) * wide + j + 1] + 1 : Math.max(longest[(i + 1) * wide + j], longest[i * wide + j + 1])
      let [i, j] = [0, 0]
      while (i < a.length || j < b.length) {
        if (i < a.length && j < b.length && a[i] === b[j]) { parts.push(["same", a[i++]]); j += 1 }
        else if (i < a.length && (j === b.length || longest[(i + 1) * wide + j] >= longest[i * wide + j + 1])) parts.push(["removed", a[i++]])
        else parts.push(["added", b[j++]])
      }
    }
    return [...parts, ...same(before.slice(before.length - end))]
  }

  /* The paragraphs that differ, with the words that went and came. */
  function difference(before, after) {
    const list = element("div", "tb-diff tb-compared")
    let gone = []
    let come = []
    const flush = () => {
      if (!gone.length && !come.length) return
      const line = element("p")
      const words = texts => `${texts.join(" ¶ ")} `.split(/(?<=\s)/)
      let run = ["", []]
      const put = () => {
        if (!run[1].length) return
        if (run[0] === "same") return line.append(run[1].join(""))
        const mark = element(run[0] === "removed" ? "del" : "ins")
        mark.append(element("span", "tb-sr", `${run[0]}: `), run[1].join("").trim())
        line.append(mark, " ")
      }
      for (const [kind, word] of compare(words(gone), words(come))) {
        if (kind !== run[0]) {
          put()
          run = [kind, []]
        }
        run[1].push(word)
      }
      put()
      list.append(line)
      ;[gone, come] = [[], []]
    }
    for (const [kind, text] of compare(before, after)) {
      if (kind === "same") flush()
      else (kind === "removed" ? gone : come).push(text)
    }
    flush()
    return list
  }

  async function differing(from, to) {
    const rows = []
    for (const address of [...new Set([...from.keys(), ...to.keys()])].sort()) {
      const [before, after] = [from.get(address), to.get(address)]
      const page = after ?? before
      const item = element("li")
      if (before && after) {
        if (before.digest && before.digest === after.digest) continue
        const [was, is] = (await Promise.all([before.words(), after.words()])).map(words => paragraphs(words.join("")))
        if (was.join("\n") === is.join("\n")) continue
        const fold = element("details", "tb-more")
        fold.append(element("summary", "", "What changed in the words"))
        fold.addEventListener("toggle", () => { if (fold.children.length < 2) fold.append(difference(was, is)) })
        item.append(link(page.href, page.title), fold)
      } else {
        item.append(link(page.href, page.title), " ", element("span", "tb-badge", after ? "new" : "gone"))
      }
      rows.push(item)
    }
    return rows
  }

  /* Where this version is served, if versions of the site are published beside each other, as the theme's menu knows. */
  const theme = JSON.parse(document.getElementById("__config")?.textContent ?? "{}")
  const here = theme.version ? new URL(`${theme.base}/`, location.href) : undefined

  /* Where another version may have the page that is read here: at the same address, or where its record is there. */
  async function* placesIn(version) {
    const [page] = location.href.slice(here.href.length).split(/[?#]/)
    yield page
    const lists = [here, version].map(async root => (await json(new URL("places.json", root))).records)
    const [own, theirs] = await Promise.all(lists)
    for (const record of own) {
      for (const part of [3, 4]) { // the page of a record, and of its trail; those of a threat model begin with its own
        if (!record[part] || !page.startsWith(record[part])) continue
        const there = theirs.find(([id]) => id === record[0])?.[part]
        if (!there) continue
        yield there + page.slice(record[part].length)
        yield there
      }
    }
    const { pages } = await json(new URL("moved.json", version))
    const to = pages[page.replace(/\/$/, "")]
    if (to) yield to
  }

  /* The menu of versions leads to the same page and place, where the other version has the page; else to its beginning. */
  async function leadTo(version) {
    try {
      for await (const place of placesIn(version)) {
        const address = new URL(`${place}${location.search}${location.hash}`, version)
        const answer = await fetch(address, { method: "HEAD" }).catch(() => ({ ok: false }))
        if (answer.ok) return void (location.href = address)
      }
    } catch { /* a version that has no such lists */ }
    location.href = version
  }
  if (here) {
    document.addEventListener("click", event => {
      const choice = event.target.closest?.("a.md-version__link")
      if (!choice || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      event.stopImmediatePropagation()
      leadTo(choice.href)
    }, true)
  }

  /* The pages whose words differ, once they are asked for: what two versions are searched by has to be loaded. */
  function pages(place, from, to) {
    if (!here) return
    const button = element("button", "tb-log__more", "Compare the words of all pages")
    button.type = "button"
    button.addEventListener("click", () => comparePages(place, from, to))
    place.append(button)
  }
  async function comparePages(place, from, to) {
    place.replaceChildren(element("p", "", "Comparing the pages …"))
    let said
    try {
      const rows = await differing(...(await Promise.all([from, to].map(one => pagesOf(one.version)))))
      const list = element("ul", "tb-rows")
      list.append(...rows)
      said = [element("h3", "", `Pages that differ (${rows.length})`), rows.length ? list : element("p", "", "None.")]
    } catch {
      said = [element("p", "tb-muted", "Their pages can't be compared: one of the two is not published beside this one.")]
    }
    place.replaceChildren(...said)
    place.dataset.tbReady = ""
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
      const worded = element("div")
      worded.dataset.tbPages = ""
      place.replaceChildren(
        ...figures(all.figures, from, to),
        changes("What was weakened", "weakens", between),
        changes("What was strengthened", "strengthens", between),
        worded)
      pages(worded, from, to)
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
