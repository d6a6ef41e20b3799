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
const PATIENCE = 3_000 // milliseconds for a host that answers slowly or not at all
const kept = async url => (await caches.match(url, { ignoreSearch: true })) ?? caches.match(new URL("index.html", url), { ignoreSearch: true })
addEventListener("fetch", event => {
  if (event.request.method !== "GET") return
  const { url } = event.request
  const answer = fetch(event.request)
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE))
  event.respondWith(Promise.race([answer, late]).catch(async () => (await kept(url)) ?? answer).catch(() => Response.error()))
})
