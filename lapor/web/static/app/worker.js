// Answers for LAPOR where there is no network: with the empty form and the list of drafts. Pages that
// were made for somebody are never kept. `APP` and `DRAFTS` stand before this file.
(() => {
  const CACHE = `lapor-${APP.version}`, SLOW = 15_000, A_DAY = 86_400_000;
  const known = () => caches.open(CACHE);
  const inLanguage = (page, code) => `${page}?bahasa=${code}`;
  let spoken = "";

  // Asked for without cookies, so that what is kept is nobody's.
  const fetchBare = (url) => fetch(url, { credentials: "omit", cache: "no-cache" });
  async function keepPages(store) {
    for (const page of APP.pages) for (const code of APP.languages) {
      const url = inLanguage(page, code), answer = await fetchBare(url);
      if (!answer.ok) throw new Error(url);
      await store.put(url, answer);
    }
    await store.put("/kept-at", new Response(String(Date.now())));
  }
  // The form changes with its rules: once a day is enough, and costs a full country little. One that
  // belongs to a newer LAPOR comes with the newer worker.
  async function renew() {
    const at = await (await known()).match("/kept-at");
    if (at && Date.now() - Number(await at.text()) < A_DAY) return;
    const [page] = APP.pages, first = await fetchBare(inLanguage(page, APP.languages[0])).catch(() => null);
    if (!first?.ok) return;
    if (first.headers.get("X-Lapor-Versi") !== APP.version) { await self.registration.update().catch(() => {}); return; }
    await keepPages(await known()).catch(() => {});
  }
  async function language() {
    if (!spoken) spoken = await (await (await known()).match("/bahasa"))?.text() || APP.languages[0];
    return spoken;
  }
  async function hear(answer) {
    const code = answer.headers.get("Content-Language");
    if (APP.languages.includes(code) && code !== spoken) { spoken = code; await (await known()).put("/bahasa", new Response(code)); }
  }
  async function kept(page) {
    const answer = await (await known()).match(inLanguage(page, await language()), { ignoreVary: true });
    return answer || Response.error();
  }

  self.addEventListener("install", (event) => event.waitUntil((async () => {
    const store = await known();
    await store.addAll(APP.files);
    await keepPages(store);
    await self.skipWaiting(); // pages come from the network, so none stays behind on an older one
  })()));
  self.addEventListener("activate", (event) => event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("lapor-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })()));

  // A page from the network; where there is none, or it takes too long, what is kept.
  async function page(event, url) {
    const own = url.pathname === "/lapor" ? "/lapor/luring" : "/draf", asked = fetch(event.request);
    asked.catch(() => {});
    const late = own === "/draf" ? null : new Promise((yes, no) => { setTimeout(no, SLOW, new Error("slow")); });
    try {
      const answer = await (late ? Promise.race([asked, late]) : asked);
      event.waitUntil(hear(answer).catch(() => {}));
      if (url.pathname === "/lapor" && answer.ok) event.waitUntil(renew());
      return answer;
    } catch {
      const answer = await kept(own);
      return answer.type === "error" ? asked : answer;
    }
  }
  // A report on its way. Where the line is gone its draft waits; without one the browser says so,
  // and sends it again when it is asked to.
  async function send(event) {
    try { return await fetch(event.request); } catch {
      if (!await DRAFTS.requeue()) return Response.error();
      await later();
      return kept("/draf");
    }
  }
  // A photo or words from another app, also without a line: a draft is made of them.
  async function share(event) {
    const copy = event.request.clone();
    try { return await fetch(event.request); } catch {
      const form = await copy.formData(), { key, secret } = await DRAFTS.fresh();
      const words = [...new Set(["text", "url"].map((name) => form.get(name)).filter(Boolean))].join("\n");
      const title = (form.get("title") || "").replace(/\s+/g, " ").slice(0, 150);
      const files = form.getAll("upload").filter((file) => file.size).map((file) => ({ stamp: `${file.size}-${file.lastModified}`, at: file.lastModified, size: file.size, type: file.type, blob: file.slice(0, file.size, file.type) }));
      await DRAFTS.change(key, () => ({ secret, lang: spoken, state: "typing", title, fields: [["title", title], ["body", words]], files }));
      return Response.redirect(`/lapor#draf=${key}`, 303);
    }
  }
  const later = () => self.registration.sync?.register("kirim").catch(() => {});

  self.addEventListener("fetch", (event) => {
    const { request } = event, url = new URL(request.url);
    if (url.origin !== location.origin) return;
    if (request.mode === "navigate") {
      if (request.method === "POST" && url.pathname === "/lapor") event.respondWith(send(event));
      else if (request.method === "POST" && url.pathname === "/lapor/bagikan") event.respondWith(share(event));
      else if (request.method === "GET" && !/^\/(desk|dev|keluar)(\/|$)/.test(url.pathname)) event.respondWith(page(event, url));
    } else if (request.method === "GET" && APP.files.includes(url.pathname)) {
      event.respondWith(known().then((store) => store.match(url.pathname, { ignoreVary: true })).then((found) => found || fetch(request)));
    }
  });

  // --- Sending in the background, and news ---------------------------------------------------------

  const isLookedAt = async () => (await self.clients.matchAll({ type: "window" })).some((one) => one.visibilityState === "visible");
  async function say(title, body, tag, url) {
    if (self.Notification?.permission !== "granted") return;
    await self.registration.showNotification(title, { body, tag, icon: APP.icon, badge: APP.badge, data: { url } });
  }
  self.addEventListener("sync", (event) => {
    if (event.tag !== "kirim") return;
    event.waitUntil((async () => {
      const states = async () => new Map((await DRAFTS.all()).map(({ key, state }) => [key, state])), before = await states();
      const left = await DRAFTS.flush(), after = await states(), says = APP.says[await language()];
      const became = (state) => [...after].some(([key, now]) => now === state && before.get(key) !== state);
      if (!await isLookedAt()) {
        if (became("sent")) await say(says.sent, says.open, "kirim", "/draf");
        else if (became("mend")) await say(says.mend, says.look, "kirim", "/draf");
      }
      if (left) throw new Error("some still wait"); // the browser comes again by itself
    })());
  });
  self.addEventListener("push", (event) => event.waitUntil((async () => {
    let told = {};
    try { told = event.data.json(); } catch { /* an empty notice still is one */ }
    const says = APP.says[await language()], number = /^[0-9A-Z]{8}$/.test(told.number) ? told.number : "";
    await self.registration.showNotification(says.news, { body: String(told.text || ""), tag: number || "kabar", renotify: true, icon: APP.icon, badge: APP.badge, data: { url: number ? `/lacak?kode=${number}` : "/lacak" } });
  })()));
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const to = new URL(event.notification.data?.url || "/lacak", location.origin);
    event.waitUntil(self.clients.openWindow(to.origin === location.origin ? to.href : "/lacak"));
  });
})();
