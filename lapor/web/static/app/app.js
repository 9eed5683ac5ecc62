// In every page: the worker that answers without a network, and drafts that wait for the line.
(() => {
  const own = document.currentScript.dataset, workers = navigator.serviceWorker;
  // Who saves data gets the worker with the form, for which it is there.
  const spares = navigator.connection?.saveData && !document.querySelector("form[data-form]");
  if (workers && own.worker) { if (!spares) workers.register(OURS.createScriptURL(own.worker)).catch(() => {}); }
  // Switched off: what an earlier visit has installed goes.
  else if (workers) workers.getRegistrations?.().then((all) => all.forEach((one) => one.unregister())).catch(() => {});
  if (!DRAFTS.able) return;

  const key = document.querySelector("#lagi [name=client_key]")?.value;
  const start = async () => {
    if (key) await DRAFTS.drop(key); // its receipt stands here, on the page
    await DRAFTS.tidy();
    // The form first says which draft is its own, and sends then.
    if (!document.querySelector("form[data-form]")) await DRAFTS.flush();
  };
  start().catch(() => {});
  addEventListener("online", () => DRAFTS.flush().catch(() => {}));
})();
