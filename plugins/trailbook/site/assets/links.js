/* Explores the links: what is one step around a record or item, and the shortest way between two. Without it the page is a list. */
(() => {
  "use strict"

  const SHOWN = 8 // cards of a lane before the rest is folded
  const OFFERED = 30 // names offered while somebody types
  const COSTS = { mentions: 3, cites: 3 } // of a step; others cost 2, so that a way of real relations is preferred
  const WITHIN = 8 // the cost of going from an item to its record, or back: that they are in one record says little
  const LANES = [
    ["Incidents", ({ kind }) => kind === "postmortem"],
    ["Threats", ({ noun }) => noun === "threat"],
    ["Controls", ({ kind }) => kind === "policy"],
    ["Mitigations and steps", ({ kind, noun }) => kind === "playbook" || kind === "checklist" || noun === "mitigation"],
    ["Training and exercises", ({ kind }) => kind === "training" || kind === "exercise"],
    ["Applications", ({ kind }) => kind === "threat-model"],
    ["Connectors, settings and others", () => true],
  ]

  const element = (tag, cls, ...parts) => {
    const made = document.createElement(tag)
    if (cls) made.className = cls
    made.append(...parts)
    return made
  }
  const inOrder = new Intl.Collator("en", { numeric: true }).compare // made once: making one takes longer than all else
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()

  function graphOf(data, reverse) {
    const nodes = new Map()
    for (const { id, kind, title, url, items } of data.records) {
      nodes.set(id, { id, kind, title, url, noun: kind.replaceAll("-", " "), record: id, parts: items.map(item => item.id), links: [] })
      for (const item of items) nodes.set(item.id, { ...item, kind, record: id, parts: [], links: [] })
    }
    for (const { source, relation, target } of data.links) {
      if (source === target || !nodes.has(source) || !nodes.has(target)) continue
      nodes.get(source).links.push({ to: target, words: relation.replaceAll("-", " "), relation })
      nodes.get(target).links.push({ to: source, words: reverse[relation] ?? `${relation.replaceAll("-", " ")} (from there)`, relation })
    }
    for (const node of nodes.values()) node.text = plain(`${node.title} ${node.id} ${node.noun}`)
    return nodes
  }

  /* What is linked with a record or one of its items, or with an item, with the words for each relation. */
  function around(nodes, centre) {
    const own = new Set([centre.id, ...centre.parts])
    const found = new Map()
    for (const id of own) {
      for (const { to, words } of nodes.get(id).links) {
        if (own.has(to)) continue
        if (!found.has(to)) found.set(to, new Set())
        found.get(to).add(id === centre.id ? words : `${id.slice(centre.id.length + 1)}: ${words}`)
      }
    }
    return [...found].map(([id, words]) => [nodes.get(id), [...words]])
  }

  /* The cheapest way (Dijkstra with a list for each cost, for costs are small whole numbers), or nothing. */
  function way(nodes, from, to) {
    const ends = new Set([from.record, to.record])
    const best = new Map([[from.id, 0]])
    const back = new Map()
    const waiting = [[from.id]]
    for (let cost = 0; cost < waiting.length; cost += 1) {
      for (const id of waiting[cost] ?? []) {
        if (best.get(id) < cost) continue
        if (id === to.id) return steps(back, to.id)
        const node = nodes.get(id)
        const near = node.links.map(link => [link.to, COSTS[link.relation] ?? 2, link.words])
        const within = ends.has(node.record) ? 1 : WITHIN
        for (const part of node.parts) near.push([part, within, "has the part"])
        if (node.record !== id) near.push([node.record, within, "is part of"])
        for (const [next, more, words] of near) {
          if (best.get(next) <= cost + more) continue
          best.set(next, cost + more)
          back.set(next, [id, words])
          ;(waiting[cost + more] ??= []).push(next)
        }
      }
    }
  }
  function steps(back, id) {
    const found = []
    for (let step = back.get(id), at = id; step; at = step[0], step = back.get(at)) found.unshift([step[1], at])
    return found
  }

  function makeExplorer(root, nodes) {
    const [around_, between] = root.querySelectorAll("form")
    const place = root.querySelector("[data-tb-around]")
    const chain = root.querySelector("[data-tb-chain]")
    const said = root.querySelector("output")
    const linked = [...nodes.values()].filter(node => node.links.length || node.parts.some(part => nodes.get(part).links.length))
    const nameOf = node => `${node.title} (${node.id})`
    const search = text => {
      const words = plain(text).split(/\s+/).filter(Boolean)
      const found = linked.filter(node => words.every(word => node.text.includes(word)))
      return found.sort((a, b) => (a.record !== a.id) - (b.record !== b.id)) // records before their items
    }
    const find = text => nodes.get(text.trim()) ?? nodes.get(/\(([^()]+)\)\s*$/.exec(text)?.[1]) ?? nodes.get(text.trim().toUpperCase()) ?? (text.trim() ? search(text)[0] : undefined)
    const asked = () => Object.fromEntries(new URLSearchParams(location.search))
    const addressOf = wanted => `${location.pathname}?${new URLSearchParams(wanted)}`
    const leading = (node, cls) => {
      const link = element("a", cls, node.title)
      link.href = addressOf({ ...asked(), of: node.id })
      link.addEventListener("click", event => {
        if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        event.stopPropagation()
        go({ ...asked(), of: node.id }, true)
      })
      return link
    }
    const opening = node => {
      const link = element("a", "tb-explore__open", `${node.noun[0].toUpperCase()}${node.noun.slice(1)} ${node.id}`)
      link.href = new URL(node.url, new URL(root.dataset.tbKnowledge, location)).href
      return link
    }
    const about = node => element("span", "tb-muted", `${node.noun[0].toUpperCase()}${node.noun.slice(1)} ${node.id}`)

    // What is folded is made when it is unfolded: a record may have hundreds of links.
    function folded(title, make) {
      const made = element("details", "tb-more", element("summary", "", title))
      made.addEventListener("toggle", () => made.append(make()), { once: true })
      return made
    }

    function lane(title, cards) {
      const made = element("section", "tb-explore__lane", element("h3", "", `${title} (${cards.length})`))
      const list = part => element("ul", "", ...part.map(([node, words]) =>
        element("li", "", leading(node), " ", element("span", "tb-explore__words", words.slice(0, 3).join(", ") + (words.length > 3 ? " …" : "")), " ", opening(node))))
      made.append(list(cards.slice(0, SHOWN)))
      if (cards.length > SHOWN) made.append(folded(`${cards.length - SHOWN} more`, () => list(cards.slice(SHOWN))))
      return made
    }

    function show(centre) {
      const cards = around(nodes, centre).sort((a, b) => b[1].length - a[1].length || inOrder(a[0].id, b[0].id))
      const lanes = LANES.map(([title]) => [title, []])
      for (const card of cards) lanes[LANES.findIndex(([, fits]) => fits(card[0]))][1].push(card)
      const heading = element("h2", "", centre.title)
      heading.tabIndex = -1
      const head = element("div", "tb-explore__centre", heading, element("p", "", opening(centre)))
      if (centre.record !== centre.id) head.append(element("p", "", "Part of ", leading(nodes.get(centre.record))))
      const parts = centre.parts.map(id => nodes.get(id)).filter(part => part.links.length)
      if (parts.length) {
        const list = () => element("ul", "", ...parts.map(part => element("li", "", leading(part), " ", about(part))))
        head.append(folded(`Its ${parts.length} linked parts`, list))
      }
      const shown = element("div", "tb-explore__lanes", ...lanes.filter(([, found]) => found.length).map(([title, found]) => lane(title, found)))
      place.replaceChildren(head, cards.length ? shown : element("p", "", "Nothing is linked with it."))
      said.textContent = `${centre.title}: ${cards.length} linked`
      around_.elements.of.value = nameOf(centre)
      return heading
    }

    function showNothing() {
      place.replaceChildren()
      said.textContent = ""
      around_.elements.of.value = ""
    }

    function showChain(from, to) {
      between.elements.from.value = nameOf(from)
      between.elements.to.value = nameOf(to)
      const found = way(nodes, from, to)
      if (!found) return chain.replaceChildren(element("p", "", "No chain of links leads from one to the other."))
      const step = (words, id) => element("li", "", ...(words ? [element("span", "tb-explore__words", words), " "] : []), leading(nodes.get(id)), " ", about(nodes.get(id)))
      chain.replaceChildren(
        element("p", "", from === to ? "Both are the same." : `${found.length} step${found.length === 1 ? "" : "s"}:`),
        element("ol", "tb-explore__chain", step("", from.id), ...found.map(([words, id]) => step(words, id))))
    }

    function render() {
      const wanted = asked()
      const heading = nodes.has(wanted.of) ? show(nodes.get(wanted.of)) : showNothing()
      const [from, to] = [nodes.get(wanted.from), nodes.get(wanted.to)]
      from && to ? showChain(from, to) : chain.replaceChildren()
      return heading
    }
    function go(wanted, focus) {
      history.pushState(history.state, "", addressOf(wanted))
      const heading = render()
      if (focus) heading?.focus()
    }

    around_.addEventListener("submit", event => {
      event.preventDefault()
      const node = find(around_.elements.of.value)
      node ? go({ ...asked(), of: node.id }, true) : (said.textContent = "Nothing with links is called so.")
    })
    around_.elements.of.addEventListener("change", ({ target }) => {
      const node = nodes.get(/\(([^()]+)\)$/.exec(target.value)?.[1]) // chosen from what was offered
      if (node) go({ ...asked(), of: node.id })
    })
    between.addEventListener("submit", event => {
      event.preventDefault()
      const [from, to] = ["from", "to"].map(name => find(between.elements[name].value))
      if (from && to) go({ ...asked(), from: from.id, to: to.id })
      else chain.replaceChildren(element("p", "", `Nothing with links is called “${between.elements[from ? "to" : "from"].value}”.`))
    })
    const offer = root.querySelector("datalist")
    for (const input of root.querySelectorAll("input")) {
      const fill = () => offer.replaceChildren(...search(input.value).slice(0, OFFERED).map(node => {
        const option = element("option")
        option.value = nameOf(node)
        return option
      }))
      input.addEventListener("input", fill)
      input.addEventListener("focus", () => {
        input.select()
        fill()
      })
    }
    addEventListener("popstate", () => { if (root.isConnected) render() })
    render()
    root.hidden = false
  }

  async function begin(root) {
    try {
      const data = await (await fetch(root.dataset.tbKnowledge)).json()
      makeExplorer(root, graphOf(data, JSON.parse(root.dataset.tbReverse)))
      root.dataset.tbReady = "shown"
    } catch {
      root.hidden = true // a page opened from a disk can't fetch: the list below has everything
    }
  }

  function start() {
    for (const root of document.querySelectorAll("[data-tb-explore]:not([data-tb-ready])")) {
      root.dataset.tbReady = ""
      begin(root)
    }
  }

  // Material replaces the page's content itself when instant navigation is on, and says so here.
  if (typeof document$ !== "undefined") document$.subscribe(start)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
  else start()
})()
