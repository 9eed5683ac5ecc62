// While very many reports come in: the work that is asked for a form is done here, unasked. Without
// this file, or where a browser has no `crypto.subtle`, the page says how long to wait instead.
(() => {
  const box = document.querySelector("[data-challenge]");
  if (!box || !window.Worker || !window.crypto?.subtle) return;
  const form = box.closest("form"), field = box.querySelector("[name=proof]");
  const challenge = JSON.parse(box.dataset.challenge);
  const show = (state) => { for (const one of box.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state; };
  const worker = new Worker(OURS.createScriptURL(box.dataset.worker));
  let wanted = null;  // the button that was pressed too early
  const ready = () => { show("ready"); worker.terminate(); const button = wanted; wanted = null; if (button) form.requestSubmit(button); };
  const failed = () => { show("wait"); wanted = null; worker.terminate(); form.removeEventListener("submit", hold, true); };
  const hold = (event) => {
    if (field.value || event.submitter?.name) return;
    event.preventDefault(); event.stopImmediatePropagation();
    wanted = event.submitter;
  };
  worker.onmessage = ({ data }) => {
    if (!data || data.error || data.counter === undefined) { failed(); return; }
    field.value = btoa(JSON.stringify({ challenge, solution: { counter: data.counter, derivedKey: data.derivedKey } }));
    ready();
  };
  worker.onerror = failed;
  form.addEventListener("submit", hold, true);
  show("work");
  worker.postMessage({ type: "work", challenge });
})();
