// Shows a step at a time on a phone, keeps what was ticked and when in this browser, writes it down as text, and keeps the pages for when there is no network.
(() => {
  "use strict"

  // From a folder on disk there is no worker, and none is needed.
  if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
    navigator.serviceWorker.register(new URL("worker.js", document.currentScript.src)).catch(() => {})
  }
  const id = document.body.dataset.id
  if (!id) return
  const KEY = `trailbook incident ${id}`
  const boxes = [...document.querySelectorAll(".actions input")]
  const clock = document.getElementById("clock")
  const log = document.getElementById("log")
  const note = document.getElementById("note")
  const NEW = { begun: null, ticked: {}, notes: [], step: "" }
  let state = structuredClone(NEW)
  try {
    state = { ...state, ...JSON.parse(localStorage.getItem(KEY)) }
  } catch {
    // nothing was kept, or nothing can be
  }
  const keep = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(state))
    } catch {
      // the page works without it
    }
  }
  const pad = number => String(number).padStart(2, "0")
  const at = time => `${pad(new Date(time).getHours())}:${pad(new Date(time).getMinutes())}`
  const day = time => { const date = new Date(time); return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}` }
  const words = box => box.nextElementSibling.textContent.trim()
  const begin = () => { state.begun ??= Date.now() }
  const show = () => {
    for (const box of boxes) {
      const time = state.ticked[box.name]
      box.checked = Boolean(time)
      box.closest("li").querySelector("time").textContent = time ? at(time) : ""
    }
    const done = boxes.filter(box => state.ticked[box.name]).map(box => [state.ticked[box.name], words(box)])
    const lines = [...done, ...state.notes].sort(([one], [other]) => one - other).map(([time, text]) => `${day(time)} ${at(time)}  ${text}`)
    log.value = [`${document.title} (${id})`, ...(state.begun ? [`${day(state.begun)} ${at(state.begun)}  begun`] : []), ...lines].join("\n")
  }
  const tick = () => {
    const seconds = state.begun ? Math.floor((Date.now() - state.begun) / 1000) : 0
    const hours = Math.floor(seconds / 3600)
    clock.querySelector("time").textContent = `${hours ? `${hours}:` : ""}${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
    clock.querySelector("span").textContent = state.begun ? `Since ${at(state.begun)}` : "Start the clock"
  }
  for (const box of boxes) {
    box.addEventListener("change", () => {
      begin()
      if (box.checked) state.ticked[box.name] = Date.now()
      else delete state.ticked[box.name]
      keep()
      show()
    })
  }
  clock.addEventListener("click", () => { begin(); keep(); tick(); show() })
  const add = () => {
    if (!note.value.trim()) return
    begin()
    state.notes.push([Date.now(), note.value.trim()])
    note.value = ""
    keep()
    show()
  }
  document.getElementById("add").addEventListener("click", add)
  note.addEventListener("keydown", event => { if (event.key === "Enter") add() })
  document.getElementById("copy").addEventListener("click", async event => {
    log.select()
    try {
      await navigator.clipboard.writeText(log.value)
    } catch {
      document.execCommand("copy")
    }
    event.target.textContent = "Copied"
  })
  document.getElementById("clear").addEventListener("click", () => {
    if (!confirm("Forget what was ticked and written here?")) return
    state = structuredClone(NEW)
    keep()
    show()
    tick()
    location.hash = steps[0].id
  })

  // One screen: a step, with what comes before the first, or one of the sections behind the steps.
  const screens = [...document.querySelectorAll("main > section")]
  const steps = screens.filter(screen => screen.matches(".step"))
  const first = document.getElementById("first")
  const written = document.getElementById("written")
  const title = screen => screen.querySelector("h2").lastChild.textContent.trim()
  const lead = (link, screen) => {
    link.toggleAttribute("aria-disabled", !screen)
    link.tabIndex = screen ? 0 : -1
    if (screen) link.href = `#${screen.id}`
  }
  const turn = moved => {
    const target = document.getElementById(location.hash.slice(1))
    const resumed = (state.begun && document.getElementById(state.step)) || steps[0]
    const screen = (target && !first.contains(target) && target.closest("main > section")) || (target ? steps[0] : resumed)
    const at = steps.indexOf(screen)
    if (at >= 0 && state.step !== screen.id) {
      state.step = screen.id
      keep()
    }
    const here = document.getElementById(state.step) ?? steps[0]
    for (const one of screens) one.classList.toggle("now", one === screen)
    first.classList.toggle("now", at === 0)
    const next = at < 0 ? null : steps[at + 1] ?? written
    lead(document.getElementById("back"), at < 0 ? here : steps[at - 1])
    lead(document.getElementById("on"), next)
    document.getElementById("on-title").textContent = next ? title(next) : ""
    document.getElementById("back-title").textContent = at < 0 ? `to step ${here.dataset.number}` : ""
    if (!moved || !matchMedia("(max-width: 60rem)").matches) return
    scrollTo(0, 0)
    screen.querySelector("h2").focus({ preventScroll: true })
  }
  document.body.classList.add("paged")
  document.querySelector(".pager").hidden = false
  addEventListener("hashchange", () => turn(true))
  turn(Boolean(location.hash))
  show()
  tick()
  setInterval(tick, 1000)
})()
