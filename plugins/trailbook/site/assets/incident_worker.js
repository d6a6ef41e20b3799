// Keeps the pages for incidents, since what is down may be what serves them. A new edition replaces the kept one.
const NAME = "trailbook incident EDITION"
const FILES_KEPT = "FILES"
addEventListener("install", event => {
  event.waitUntil(caches.open(NAME).then(cache => cache.addAll(FILES_KEPT)).then(() => skipWaiting()))
})
addEventListener("activate", event => {
  const old = name => name.startsWith("trailbook incident ") && name !== NAME
  event.waitUntil(caches.keys().then(names => Promise.all(names.filter(old).map(name => caches.delete(name)))))
})
addEventListener("fetch", event => {
  if (event.request.method !== "GET") return
  event.respondWith(
    fetch(event.request).catch(async () => {
      const kept = await caches.match(event.request, { ignoreSearch: true })
      return kept ?? (await caches.match(new URL("index.html", event.request.url), { ignoreSearch: true })) ?? Response.error()
    }))
})
