/* Goes before the script of a search engine in a worker, and changes what that one hears and says: before Material's own
   script, which searches an index that it was given, or before Pagefind's, which loads the parts that it needs.

   It asks for the words that matter, puts pages that have all of them first, and cuts results down to what is shown.
   The messages of the page are those of Material's "SearchMessage": 0 set up, 1 ready, 2 query, 3 results. */
(() => {
  "use strict"

  const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3
  const SHOWN = 30, LOADED = 10
  const FILLERS = new Set(
    ("a an and any are as at be by can could do does for from get has have how i if in into is it may me my of on or our " +
      "shall should that the their there they this to was we what when where which who whom why will with would you your").split(" ")
  )

  function meant(query) {
    const all = query.split(/\s+/).filter(Boolean)
    const found = all.filter(word => !FILLERS.has(word.toLowerCase().replace(/[?!.,]+$/, "")))
    return found.length ? found : all
  }

  const escaped = text => text.replace(/[&<>"]/g, one => `&#${one.charCodeAt(0)};`)
  const plain = html => html.replace(/<(?!\/?mark>)[^>]*>/g, " ").replace(/\s+/g, " ").trim()
  const words = text => plain(text).replace(/<\/?mark>/g, "").toLowerCase().replace(/[?!.]+$/, "")

  // What is asked for by its id, or in words that it is known by, comes before what merely has them. Of several that
  // share a tag, the one whose title begins with it comes first.
  const CALLED = 1e3, PLACE = 2, TITLED = 1.5
  function called({ title, also, location }, query) {
    const name = words(title)
    const begins = `${name} `.startsWith(`${query} `)
    const is = name === query || (begins && query.includes("-")) || also?.some(other => words(other) === query)
    return is ? CALLED * (location.includes("#") ? PLACE : 1) * (begins ? TITLED : 1) : 1
  }

  function shown(item) {
    const kind = item.kind ? `<span class="tb-found">${item.kind}</span> ` : ""
    return { ...item, title: kind + item.title, text: plain(item.text), tags: undefined }
  }

  function arranged(pages) {
    for (const page of pages) page.sort((a, b) => b.score - a.score)
    return pages.sort((a, b) => b[0].score - a[0].score).slice(0, SHOWN).map(page => page.map(shown))
  }

  const listen = self.addEventListener.bind(self)
  const post = self.postMessage.bind(self)
  let engine, last

  // -- Material's script ------------------------------------------------------------------------

  const share = terms => {
    const found = Object.values(terms)
    return found.length ? found.filter(Boolean).length / found.length : 1
  }

  // The sections of a page share its address; together they may have words that none has alone.
  function weighed(items, query) {
    const all = {}
    for (const { terms } of items) for (const word in terms) all[word] ||= terms[word]
    return items.map(item => ({ ...item, score: item.score * share(all) ** 2 * share(item.terms) * called(item, query) }))
  }

  // Material looks for every word that begins like one of the query, so "a" and "i" would find everything.
  function asked(query) {
    if (/["+~^*:]|(^|\s)-/.test(query)) return query
    return meant(query).map((word, n, all) => (word.length < 4 && n < all.length - 1 ? `${word}^1` : word)).join(" ")
  }

  let current
  const material = {
    search(query) {
      current = words(query)
      engine({ data: { type: QUERY, data: asked(query) } })
    },
    answered: ({ items, ...rest }) =>
      post({ type: RESULT, data: { ...rest, items: arranged(items.map(page => weighed(page, current))) } }),
  }

  // -- Pagefind's -------------------------------------------------------------------------------

  const waiting = new Map()
  let ready, count = 0, turn = 0
  const call = (method, ...args) =>
    new Promise((resolve, reject) => {
      const id = ++count
      waiting.set(id, { resolve, reject })
      engine({ data: { id, method, args } })
    })

  function start() {
    const site = new URL("../../../", self.location)
    const ranking = { metaWeights: { title: 6, also: 10, kind: 0 }, pageLength: 0.5 }
    return call("init", { basePath: new URL("search/pagefind/", site).pathname, baseUrl: "/", primary: true, ranking })
  }

  // Pagefind wants all words; where no page has them all, those that have some are better than none.
  async function found(query) {
    const { results } = await call("search", query.join(" "))
    if (results.length || query.length < 2) return results
    const scores = new Map()
    for (const { results: some } of await Promise.all(query.map(word => call("search", word))))
      for (const one of some) scores.set(one.id, { ...one, score: (scores.get(one.id)?.score ?? 0) + one.score })
    return [...scores.values()].sort((a, b) => b.score - a.score)
  }

  // A page may be known by a phrase with words that otherwise say nothing, such as "who approved".
  async function loadable(query, asked) {
    const best = (await found(asked)).slice(0, LOADED)
    if (asked.join(" ") === query.trim()) return best
    const { results } = await call("search", query)
    return [...best, ...results.slice(0, LOADED / 2).filter(one => !best.some(({ id }) => id === one.id))]
  }

  const weight = part => part.weighted_locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0)

  function page({ meta, raw_url, sub_results }, score, query, terms) {
    const address = raw_url.replace(/^\//, "")
    const most = Math.max(1, ...sub_results.map(weight))
    const first = item => (called(item, query) > 1 ? called(item, query) * CALLED : 0)
    const parts = sub_results.map(part => {
      const location = part.anchor?.id ? `${address}#${part.anchor.id}` : address
      const item = { location, title: escaped(part.title), text: part.excerpt, terms }
      return { ...item, score: (score * weight(part)) / most + first(item) }
    })
    const own = parts.find(part => part.location === address)
    const head = { location: address, title: escaped(meta.title), kind: meta.kind, also: meta.also?.split("; "), terms }
    const whole = { ...head, text: own?.text ?? "", score: Math.max(own?.score ?? 0, first(head) && score + first(head)) }
    return [whole, ...parts.filter(part => part.location !== address)]
  }

  const pagefind = {
    async search(query) {
      const mine = ++turn
      ready ??= start()
      await ready
      const asked = meant(query)
      const terms = Object.fromEntries(asked.flatMap(word => word.toLowerCase().split("-")).map(word => [word, true]))
      const best = query ? await loadable(query, asked) : []
      const loaded = await Promise.all(best.map(({ data }) => call("getData", data)))
      if (mine !== turn) return // somebody has typed on
      const pages = loaded.map((one, n) => page(one, best[n].score, words(query), terms))
      post({ type: RESULT, data: { items: arranged(pages) } })
    },
  }

  // -- both -------------------------------------------------------------------------------------

  let used = material
  self.postMessage = message => {
    const waits = waiting.get(message.id)
    waiting.delete(message.id)
    if (waits) message.error ? waits.reject(new Error(message.error)) : waits.resolve(message.result)
    else if (message.type === RESULT) used.answered(message.data)
    else post(message)
  }

  // Somebody types faster than a large index is searched: of the queries that wait, the last one counts.
  self.addEventListener = (type, heard) => {
    if (type !== "message") return listen(type, heard)
    engine = heard
    listen(type, ({ data }) => {
      if (data.type === SETUP && data.data.config.pagefind) {
        used = pagefind
        return post({ type: READY })
      }
      if (data.type !== QUERY) return heard({ data })
      if (last === undefined)
        setTimeout(() => {
          const query = last
          last = undefined
          used.search(query)
        })
      last = data.data
    })
  }
})()
