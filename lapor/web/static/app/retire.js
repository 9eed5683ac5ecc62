// The worker is switched off here: it goes, with all that it kept. Drafts stay with their pages.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("lapor-")) await caches.delete(name);
  await self.registration.unregister();
})()));
