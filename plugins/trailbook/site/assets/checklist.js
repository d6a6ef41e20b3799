/* Makes a checklist of a playbook that this browser remembers, and a record of it to commit. Nothing leaves the
   browser. Without this script the page is a plain list, with boxes on paper. */
(() => {
  "use strict"

  const site = () => (typeof __md_scope === "undefined" ? "" : __md_scope.pathname)
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }
  const button = (label, act) => {
    const made = make("button", { type: "button", className: "tb-button" }, label)
    made.addEventListener("click", act)
    return made
  }

  /* What is remembered of one version of one list: { done: [step], notes: { step: text } }. A browser that keeps
     nothing, or holds something else under the name, gives an empty list. */
  class Memory {
    constructor({ tbRecord, tbPart, tbVersion }) {
      this.list = `trailbook:checklist:${site()}:${tbRecord}:${tbPart}:`
      this.name = this.list + tbVersion
    }
    read() {
      try {
        const { done, notes } = JSON.parse(localStorage.getItem(this.name))
        return { done: new Set(done), notes: new Map(Object.entries(notes).map(([id, note]) => [id, String(note)])) }
      } catch {
        return { done: new Set(), notes: new Map() }
      }
    }
    write({ done, notes }) {
      try {
        if (!done.size && !notes.size) localStorage.removeItem(this.name)
        else localStorage.setItem(this.name, JSON.stringify({ done: [...done], notes: Object.fromEntries(notes) }))
      } catch { /* then it is remembered until the page is left */ }
    }
    forgetEarlier() {
      try {
        const earlier = Object.keys(localStorage).filter(name => name.startsWith(this.list) && name !== this.name)
        earlier.forEach(name => localStorage.removeItem(name))
        return earlier.length > 0
      } catch {
        return false
      }
    }
  }

  /* A value in YAML: JSON is YAML, save for a few characters that a file must not hold as they are. */
  const yaml = value => JSON.stringify(value.trim()).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, character =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
  const plain = text => text.replace(/[\s<>{}[\]`\\#*_|]+/g, " ").trim()

  function asRecord({ tbRecord, tbPart, tbVersion, tbTitle, tbOwner }, commit, steps, { done, notes }, said) {
    const id = ["CL", said.day.replaceAll("-", ""), tbRecord, ...(tbPart ? [tbPart.toUpperCase()] : [])].join("-")
    const ticks = steps.map(({ id }) => {
      const note = notes.has(id) ? `, note: ${yaml(notes.get(id))}` : ""
      return `  - {id: ${yaml(id)}, state: ${done.has(id) ? "done" : "not-done"}${note}}`
    })
    return { id, text: [
      "---",
      `id: ${id}`,
      "kind: checklist",
      `owner: ${yaml(tbOwner)}`,
      `follows: ${tbRecord}`,
      ...(tbPart ? [`part: ${yaml(tbPart)}`] : []),
      ...(said.about.trim() ? [`about: ${yaml(said.about)}`] : []),
      `version: ${yaml(tbVersion)}`,
      ...(commit ? [`commit: ${yaml(commit)}`] : []),
      `filled_by: ${yaml(said.who)}`,
      `filled_on: ${said.day}`,
      "ticks:",
      ...ticks,
      "---",
      `# ${plain(tbTitle)}, ${said.day}`,
      "",
    ].join("\n") }
  }

  function save(name, text) {
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/markdown" })), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href))
  }

  /* The actions of a step, each with a box. A step is done when all of its actions are, and the other way round. */
  function addActions(step, state, changed) {
    const entries = [...document.querySelectorAll(`[data-tb-actions="${CSS.escape(step)}"] > li`)]
    const boxes = entries.map((entry, index) => {
      const box = make("input", { type: "checkbox" })
      const id = `${step}.${index + 1}`
      entry.replaceChildren(make("label", { className: "tb-tick" }, box, make("span", {}, ...entry.childNodes)))
      box.addEventListener("change", () => changed(() => {
        if (box.checked) state.done.add(id)
        else state.done.delete(id)
        if (ids.every(one => state.done.has(one))) state.done.add(step)
        else state.done.delete(step)
      }))
      return box
    })
    const ids = boxes.map((_, index) => `${step}.${index + 1}`)
    return {
      all: done => ids.forEach(id => (done ? state.done.add(id) : state.done.delete(id))),
      show: () => boxes.forEach((box, index) => { box.checked = state.done.has(ids[index]) }),
    }
  }

  function addTick(mark, state, changed) {
    const { tbStep: id, tbTitle: title } = mark.dataset
    const actions = addActions(id, state, changed)
    const box = make("input", { type: "checkbox", checked: state.done.has(id), ariaLabel: `Step done: ${title}` })
    const note = make("textarea", { className: "tb-note", rows: 2, maxLength: 2000, ariaLabel: `Note: ${title}` })
    const more = button("Note", () => {
      note.hidden = !note.hidden
      more.ariaExpanded = String(!note.hidden)
      if (!note.hidden) note.focus()
    })
    more.setAttribute("aria-label", `Note: ${title}`)
    const tick = () => {
      box.checked = state.done.has(id)
      actions.show()
    }
    const show = () => {
      tick()
      note.value = state.notes.get(id) ?? ""
      note.hidden = !note.value
      more.ariaExpanded = String(!note.hidden)
    }
    box.addEventListener("change", () => changed(() => {
      if (box.checked) state.done.add(id)
      else state.done.delete(id)
      actions.all(box.checked)
    }))
    note.addEventListener("input", () =>
      changed(() => (note.value.trim() ? state.notes.set(id, note.value) : state.notes.delete(id))))
    mark.replaceChildren(make("label", { className: "tb-tick" }, box, " Step done"), " ", more, note)
    show()
    return { id, show, tick }
  }

  function addRecord(bar, told) {
    const about = make("input", { type: "text", maxLength: 200 })
    const who = make("input", { type: "text", maxLength: 200, required: true, pattern: "[\\s\\S]*\\S[\\s\\S]*" })
    const day = make("input", { type: "date", required: true })
    const field = (label, input) => make("label", {}, label, " ", input)
    const form = make("form", { className: "tb-record__form" },
      field("About which app or case", about), field("Filled in by", who), field("On", day))
    const record = () => told({ about: about.value, who: who.value, day: day.value })
    const said = make("p", { role: "status" })
    const copy = make("button", { className: "tb-button", type: "submit", value: "copy" }, "Copy")
    const download = make("button", { className: "tb-button", type: "submit", value: "download" }, "Download")
    form.addEventListener("submit", async event => {
      event.preventDefault()
      const { id, text } = record()
      const file = `checklists/${id.toLowerCase()}.md`
      if (event.submitter?.value === "copy") await navigator.clipboard.writeText(text)
      else save(`${id.toLowerCase()}.md`, text)
      said.textContent = `${event.submitter?.value === "copy" ? "Copied" : "Downloaded"}. Commit it as ${file} in the documentation folder.`
    })
    form.append(...(navigator.clipboard ? [copy, download] : [download]))
    const hint = make("p", { className: "tb-muted" }, "Gives a Markdown file to commit, with what is ticked and noted. Nothing is sent anywhere.")
    bar.append(make("details", { className: "tb-record" }, make("summary", {}, "Record this run"), hint, form, said))
  }

  function makeChecklist(bar) {
    const list = CSS.escape(bar.dataset.tbChecklist)
    const marks = [...document.querySelectorAll(`.tb-step[data-tb-of="${list}"]`)]
    if (!marks.length) return
    const memory = new Memory(bar.dataset)
    const state = memory.read()
    const progress = make("progress", { max: marks.length, ariaLabel: "Steps done" })
    const count = make("output")
    const said = make("span", { role: "status" })
    const show = () => {
      const done = steps.filter(({ id }) => state.done.has(id)).length
      progress.value = done
      count.textContent = `${done} of ${steps.length} done`
      reset.disabled = !state.done.size && !state.notes.size
    }
    const changed = change => {
      change()
      steps.forEach(step => step.tick())
      memory.write(state)
      said.replaceChildren()
      show()
    }
    const all = () => { steps.forEach(step => step.show()); memory.write(state); show() }
    const reset = button("Reset", () => {
      const { done, notes } = state
      Object.assign(state, { done: new Set(), notes: new Map() })
      all()
      const undo = button("Undo", () => {
        Object.assign(state, { done, notes })
        all()
        said.replaceChildren()
        reset.focus()
      })
      said.replaceChildren("Cleared. ", undo)
      undo.focus()
    })
    const steps = marks.map(mark => addTick(mark, state, changed))
    bar.replaceChildren(make("p", { className: "tb-progress" }, progress, count, reset, said))
    const commit = document.querySelector("[data-tb-commit]")?.dataset.tbCommit
    addRecord(bar, answers => asRecord(bar.dataset, commit, steps, state, answers))
    if (memory.forgetEarlier() && !state.done.size) said.textContent = "The steps have changed since you ticked them, so the list starts anew."
    show()
  }

  // Where a step says in actions what to do, its text explains them, to whoever asks for it.
  function foldText(actions) {
    const step = actions.closest(".tb-item")
    const parts = []
    for (let part = step.nextElementSibling; part && !part.matches("h1, h2, h3, h4, details, .tb-item"); part = part.nextElementSibling)
      parts.push(part)
    if (!parts.length) return
    const fold = make("details", { className: "tb-fold tb-in-full" }, make("summary", { textContent: "In full" }), ...parts)
    step.after(fold)
  }

  function start() {
    for (const actions of document.querySelectorAll("ul.tb-actions:not([data-tb-ready])")) {
      actions.dataset.tbReady = ""
      foldText(actions)
    }
    for (const bar of document.querySelectorAll(".tb-checklist:not([data-tb-ready])")) {
      bar.dataset.tbReady = ""
      makeChecklist(bar)
    }
  }

  // Material replaces the page's content itself when instant navigation is on, and says so here.
  if (typeof document$ !== "undefined") document$.subscribe(start)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
  else start()
})()
