/* Goes before Material's own script in the worker that searches, and changes what that one hears and says.

   It asks for the words that matter, puts pages that have all of them first, and cuts results down to what is shown.
   The messages are those of Material's "SearchMessage": 0 set up, 1 ready, 2 query, 3 results. */
(() => {
  "use strict"

  const QUERY = 2, RESULT = 3
  const SHOWN = 30
  const FILLERS = new Set(
    ("a an and any are as at be by can could do does for from get has have how i if in into is it may me my of on or our " +
      "shall should that the their there they this to was we what when where which who whom why will with would you your").split(" ")
  )

  // Material looks for every word that begins like one of the query, so "a" and "i" would find everything.
  function asked(query) {
    if (/["+~^*:]|(^|\s)-/.test(query)) return query
    const words = query.split(/\s+/).filter(Boolean)
    const meant = words.filter(word => !FILLERS.has(word.toLowerCase().replace(/[?!.,]+$/, "")))
    if (!meant.length) return query
    return meant.map((word, n) => (word.length < 4 && n < meant.length - 1 ? `${word}^1` : word)).join(" ")
  }

  const plain = html => html.replace(/<(?!\/?mark>)[^>]*>/g, " ").replace(/\s+/g, " ").trim()
  const share = terms => {
    const found = Object.values(terms)
    return found.length ? found.filter(Boolean).length / found.length : 1
  }

  // What is asked for by its id, or in words that it is known by, comes before what merely has them.
  const CALLED = 1e3, PLACE = 2
  const words = text => plain(text).replace(/<\/?mark>/g, "").toLowerCase().replace(/[?!.]+$/, "")
  function called(item, query) {
    const title = words(item.title)
    const is = title === query || title.startsWith(`${query} `) && query.includes("-") || item.also?.some(name => words(name) === query)
    return is ? CALLED * (item.location.includes("#") ? PLACE : 1) : 1
  }

  // The sections of a page share its address; together they may have words that none has alone.
  function weighed(items, query) {
    const all = {}
    for (const { terms } of items) for (const word in terms) all[word] ||= terms[word]
    return items.map(item => ({ ...item, score: item.score * share(all) ** 2 * share(item.terms) * called(item, query) }))
  }

  function shown(item) {
    const kind = item.kind ? `<span class="tb-found">${item.kind}</span> ` : ""
    return { ...item, title: kind + item.title, text: plain(item.text), tags: undefined }
  }

  function arranged({ items, ...rest }, query) {
    const pages = items.map(page => weighed(page, query).sort((a, b) => b.score - a.score))
    pages.sort((a, b) => b[0].score - a[0].score)
    return { ...rest, items: pages.slice(0, SHOWN).map(page => page.map(shown)) }
  }

  const listen = self.addEventListener.bind(self)
  const post = self.postMessage.bind(self)
  // Somebody types faster than a large index is searched: of the queries that wait, the last one counts.
  let last, current
  self.addEventListener = (type, answer) =>
    listen(type, event => {
      const { data } = event
      if (type !== "message" || data.type !== QUERY) return answer(event)
      if (last === undefined) setTimeout(() => {
        current = last
        last = undefined
        answer({ data: { ...data, data: asked(current) } })
      })
      last = data.data
    })
  self.postMessage = message => post(message.type === RESULT ? { ...message, data: arranged(message.data, words(current)) } : message)
})()
