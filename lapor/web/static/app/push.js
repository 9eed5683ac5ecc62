// Asks this browser for an address at its maker's push service, and gives it to the report that is
// open here. Nothing is asked before somebody presses the button.
(() => {
  const box = document.querySelector("[data-device]"), ask = box?.querySelector("[data-ask]");
  if (!ask) return;
  const says = box.querySelector("[data-says]"), hint = box.querySelector("[data-hint]"), workers = navigator.serviceWorker;
  const able = isSecureContext && workers && "PushManager" in self && "Notification" in self && document.querySelector("script[data-worker]")?.dataset.worker;
  if (!able) {
    if (/iPhone|iPad/.test(navigator.userAgent) && !navigator.standalone) box.hidden = box.querySelector("[data-ios]").hidden = false;
    return;
  }
  box.hidden = ask.hidden = hint.hidden = false;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const same = (buffer, key) => buffer && new Uint8Array(buffer).every((byte, at) => byte === key[at]);

  async function subscribed(text) {
    const key = bytes(text), manager = (await workers.ready).pushManager, before = await manager.getSubscription();
    if (before && same(before.options?.applicationServerKey, key)) return before;
    await before?.unsubscribe(); // of a key that was changed since
    return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }
  async function send() {
    if (await Notification.requestPermission() !== "granted") return box.dataset.sayRefused;
    const asked = await fetch(box.dataset.device, { credentials: "same-origin" }), given = await asked.json();
    if (!asked.ok) return given.says;
    const { endpoint, keys } = (await subscribed(given.key)).toJSON(), body = new FormData(ask);
    body.set("endpoint", endpoint); body.set("p256dh", keys.p256dh); body.set("auth", keys.auth);
    const answer = await fetch(box.dataset.device, { method: "POST", body, credentials: "same-origin" }), told = await answer.json();
    if (answer.ok) ask.hidden = true;
    return told.says;
  }
  ask.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (ask.dataset.waits) return;
    ask.dataset.waits = "1";
    says.textContent = await send().catch(() => box.dataset.sayFailed);
    delete ask.dataset.waits;
  });
})();
