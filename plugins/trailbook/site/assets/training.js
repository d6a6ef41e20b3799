/* Tells at once whether an answer is right, and keeps what was answered in this browser. Without it, the same questions
   can be marked and their answers unfolded. */
(() => {
  "use strict"

  const PLACE = "trailbook-training"
  const load = () => {
    try {
      return JSON.parse(localStorage.getItem(PLACE)) ?? {}
    } catch {
      return {}
    }
  }
  const store = answers => {
    try {
      localStorage.setItem(PLACE, JSON.stringify(answers))
    } catch {
      /* A browser that keeps nothing still tells what is right. */
    }
  }
  const record = id => id.split(".")[0]
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`

  const MARKS = { hit: "right", extra: "not this one", missed: "missed" }
  const LINE_MARKS = { hit: "deviates", extra: "as it should be", missed: "missed" }

  function verdict(quiz, chosen, right, isLines) {
    const extra = chosen.filter(value => !right.includes(value)).length
    const hits = chosen.length - extra
    if (!extra && hits === right.length) return isLines && !right.length ? "Right: nothing deviates." : "Right."
    if (!isLines) return hits ? "Partly right." : "Not quite."
    const found = right.length ? `${hits} of ${plural(right.length, "line")} found` : "Nothing deviates here"
    return `Not quite: ${found}${extra ? `, ${plural(extra, "line")} marked that ${extra === 1 ? "is" : "are"} as it should be` : ""}.`
  }

  function makeQuiz(quiz) {
    const id = quiz.dataset.tbQuiz
    const right = quiz.dataset.tbRight.split(" ").filter(Boolean)
    const inputs = [...quiz.querySelectorAll("input")]
    const isLines = Boolean(quiz.querySelector(".tb-lines"))
    const answer = quiz.querySelector("details.tb-answer")
    const button = document.createElement("button")
    const status = document.createElement("p")
    button.type = "button"
    button.className = "tb-check"
    button.textContent = "Check"
    status.className = "tb-verdict"
    status.setAttribute("role", "status")
    answer.hidden = true
    answer.before(button, status)

    const clear = () => {
      quiz.querySelectorAll(".tb-mark").forEach(mark => mark.remove())
      quiz.querySelectorAll("[data-tb-value]").forEach(part => part.removeAttribute("data-tb-mark"))
      quiz.removeAttribute("data-tb-verdict")
    }
    const show = chosen => {
      clear()
      for (const part of quiz.querySelectorAll("[data-tb-value]")) {
        const [isChosen, isRight] = [chosen, right].map(values => values.includes(part.dataset.tbValue))
        const kind = isChosen ? (isRight ? "hit" : "extra") : isRight ? "missed" : ""
        if (!kind) continue
        const mark = document.createElement("span")
        mark.className = "tb-mark"
        mark.textContent = (isLines ? LINE_MARKS : MARKS)[kind]
        part.dataset.tbMark = kind
        part.querySelector("label").append(" ", mark)
      }
      status.textContent = verdict(quiz, chosen, right, isLines)
      quiz.dataset.tbVerdict = status.textContent.startsWith("Right") ? "right" : "wrong"
      answer.hidden = false
    }

    button.addEventListener("click", () => {
      const chosen = inputs.filter(input => input.checked).map(input => input.value)
      if (!chosen.length && !isLines) {
        status.textContent = "Choose an answer first."
        return
      }
      show(chosen)
      answer.open = true
      store({ ...load(), [id]: { chosen, right: quiz.dataset.tbVerdict === "right" } })
      tellProgress()
    })
    quiz.addEventListener("tb-forget", () => {
      clear()
      inputs.forEach(input => (input.checked = false))
      status.textContent = ""
      answer.hidden = true
      answer.open = false
    })

    const before = load()[id]
    const known = new Set(inputs.map(input => input.value))
    if (!Array.isArray(before?.chosen) || !before.chosen.every(value => known.has(value))) return
    inputs.forEach(input => (input.checked = before.chosen.includes(input.value)))
    show(before.chosen)
  }

  function tellProgress() {
    for (const place of document.querySelectorAll("[data-tb-progress]")) {
      const quizzes = [...document.querySelectorAll("[data-tb-quiz]")]
      const done = quizzes.filter(quiz => quiz.dataset.tbVerdict)
      const right = done.filter(quiz => quiz.dataset.tbVerdict === "right")
      place.querySelector("output").textContent =
        `${done.length} of ${plural(quizzes.length, "question")} answered, ${right.length} right`
      place.querySelector("progress").value = done.length
      place.querySelector("progress").max = quizzes.length
      place.querySelector("button").hidden = !done.length
    }
  }

  function makeProgress(place) {
    const bar = document.createElement("progress")
    bar.setAttribute("aria-label", "Questions answered")
    const told = document.createElement("output")
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = "Start again"
    button.addEventListener("click", () => {
      const answers = load()
      for (const id of Object.keys(answers)) if (record(id) === place.dataset.tbProgress) delete answers[id]
      store(answers)
      document.querySelectorAll("[data-tb-quiz]").forEach(quiz => quiz.dispatchEvent(new Event("tb-forget")))
      tellProgress()
    })
    place.append(bar, told, button)
  }

  const once = (selector, make) => {
    for (const element of document.querySelectorAll(`${selector}:not([data-tb-ready])`)) {
      element.dataset.tbReady = ""
      make(element)
    }
  }
  function start() {
    once("[data-tb-quiz]", makeQuiz)
    once("[data-tb-progress]", makeProgress)
    tellProgress()
  }

  // Material replaces the page's content itself when instant navigation is on, and says so here.
  if (typeof document$ !== "undefined") document$.subscribe(start)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
  else start()
})()
