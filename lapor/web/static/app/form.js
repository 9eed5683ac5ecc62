// The form kept as a draft in this browser while it is written, with its photos, and sent when there
// is a line. Without this file the form works as ever. A name and an address are kept only from the
// moment somebody sends without a line.
(() => {
  const form = document.querySelector("form[data-form]"), line = form?.querySelector("[data-draft]");
  if (line && !DRAFTS.able) line.remove(); // its place is kept from the start, so that nothing jumps
  if (!line || !DRAFTS.able) return;
  const part = (name) => line.querySelector(`[data-${name}]`), NEVER = "lapor-jangan-simpan", LATER = 600;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "client_key", "files", "upload", "draft", "proof", "turn"]), OF_ONESELF = new Set(["name", "address"]);
  const shell = form.hasAttribute("data-shell"), box = form.querySelector("[data-upload]");
  const field = (name) => form.elements[name];
  let key = "", secret = "", files = [], wait, passing = false, said = Promise.resolve();
  const never = () => { try { return localStorage.getItem(NEVER) === "1"; } catch { return true; } };

  const typed = (whole) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name) && (whole || !OF_ONESELF.has(name)));
  const isEmpty = () => !files.length && !["title", "body"].some((name) => field(name).value.trim());
  async function store(state) {
    if (never() || !key) return false;
    if (state === "typing" && isEmpty()) { await DRAFTS.drop(key); show(); return false; }
    const fields = typed(state !== "typing"), title = field("title").value.trim(), lang = document.documentElement.lang;
    const kept = files.map(({ file, stamp, size, token, piece, whole }) => ({ stamp, size, token, piece, whole, at: file?.lastModified, type: file?.type, blob: file && file.slice(0, file.size, file.type) }));
    await DRAFTS.change(key, () => ({ secret, lang, state, title, fields, files: kept }));
    show(Date.now());
    return true;
  }
  // One after the other: what was typed last is what stays.
  const keep = (state) => { said = said.then(() => store(state)).catch(() => { part("full").hidden = false; return false; }); return said; };
  const soon = () => { clearTimeout(wait); wait = setTimeout(keep, LATER, "typing"); };
  function show(moment) {
    part("kept").hidden = !moment; part("before").hidden = Boolean(moment) || never(); part("full").hidden = true;
    if (moment) part("at").textContent = new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  }

  // onlyThese: the page lists its files already, and gets back what they are.
  function giveBack(draft, onlyThese) {
    const back = draft.files.map(({ blob, type, at, token, piece }) => ({ file: blob && new File([blob], "lampiran", { type, lastModified: at }), token, piece }));
    box?.dispatchEvent(new CustomEvent("lapor:berkas-draf", { detail: { files: back, onlyThese } }));
  }
  function fill(draft) {
    const values = new Map();
    for (const [name, value] of draft.fields) values.set(name, [...(values.get(name) || []), value]);
    for (const input of form.querySelectorAll("input[name], select[name], textarea[name]")) {
      if (LEFT_OUT.has(input.name) || input.type === "file" || input.name === "terms") continue;
      const has = values.get(input.name) || [];
      if (input.type === "checkbox" || input.type === "radio") input.checked = has.includes(input.value);
      else input.value = has[0] ?? "";
    }
    for (const name of ["title", "latitude"]) field(name)?.dispatchEvent(new Event("input", { bubbles: true }));
    giveBack(draft, false);
    const faults = Object.entries(draft.faults || {});
    if (draft.state === "mend") {
      part("faults").replaceChildren(...[["", draft.says], ...faults].filter(([, says]) => says).map(([name, says]) => {
        const li = document.createElement("li"), of = name && document.getElementById(name === "files" ? "bukti" : `f-${name}`);
        li.append(of ? Object.assign(document.createElement("a"), { href: `#${of.id}`, textContent: says }) : says);
        return li;
      }));
      part("mend").hidden = false;
    }
  }

  async function start() {
    const asked = /^#draf=([0-9a-f-]{36})$/.exec(location.hash)?.[1], here = field("client_key").value;
    const mine = await DRAFTS.get(here), other = mine ? null : await DRAFTS.get(asked || history.state?.draf || "");
    const draft = mine || (other?.state === "sent" ? null : other);
    if (asked) history.replaceState({ ...history.state }, "", location.pathname);
    if (draft) {
      ({ key, secret } = draft);
      field("client_key").value = key;
      if (other) fill(draft); else giveBack(draft, true);
      await DRAFTS.change(key, (now) => now && { ...now, state: "typing", faults: {}, says: "", after: 0, fields: now.fields.filter(([name]) => !OF_ONESELF.has(name)) });
      show(Date.now());
    } else if (!form.querySelector("[data-challenge]") && !never()) { // a price was asked for the key that stands there
      ({ key, secret } = await DRAFTS.fresh());
      field("client_key").value = key;
    }
    if (key) history.replaceState({ ...history.state, draf: key }, "");
    if (!isEmpty() && !draft) soon();
    if (!draft) show();
    line.hidden = false;
    part("never").checked = never();
  }
  const missing = () => [...form.querySelectorAll("[data-needed]")].filter((one) => {
    const input = field(one.dataset.needed);
    if (one.dataset.needed === "occurred_on" && field("kind").value !== one.dataset.of) return false;
    return input.type === "checkbox" ? !input.checked : !input.value.trim();
  });
  async function handOver(submitter) {
    if (navigator.onLine && !shell) { await keep("handed"); pass(submitter); return; }
    const lacks = missing();
    part("lacks").hidden = !lacks.length;
    if (lacks.length) { part("lacks").replaceChildren(...lacks.map((one) => one.content.cloneNode(true))); part("lacks").tabIndex = -1; part("lacks").focus(); return; }
    if (!await keep("queued")) { pass(submitter); return; }
    navigator.storage?.persist?.().catch(() => {});
    await navigator.serviceWorker?.getRegistration().then((one) => one?.sync?.register("kirim")).catch(() => {});
    location.assign("/draf");
  }
  function pass(submitter) { passing = true; form.requestSubmit(submitter); passing = false; }

  form.addEventListener("submit", (event) => {
    const plain = !event.submitter?.name && !event.submitter?.hasAttribute("formaction");
    if (shell && !plain) { event.preventDefault(); event.stopImmediatePropagation(); part("needs-line").hidden = false; return; }
    if (passing || !plain || !key || never()) return;
    event.preventDefault(); event.stopImmediatePropagation();
    clearTimeout(wait);
    handOver(event.submitter);
  }, true);
  for (const name of ["input", "change"]) form.addEventListener(name, (event) => { if (event.target.name && key) soon(); });
  box?.addEventListener("lapor:berkas", (event) => { files = event.detail; if (key) soon(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && key && !isEmpty() && wait) { clearTimeout(wait); keep("typing"); } });
  part("never").addEventListener("change", (event) => {
    try { if (event.target.checked) localStorage.setItem(NEVER, "1"); else localStorage.removeItem(NEVER); } catch { /* nothing is kept anyway */ }
    if (event.target.checked) { clearTimeout(wait); said = said.then(() => DRAFTS.drop(key)); show(); } else if (key) soon(); else start().catch(() => {});
  });
  part("drop").onclick = () => { clearTimeout(wait); wait = 0; said = said.then(() => DRAFTS.drop(key)); show(); };
  addEventListener("hashchange", () => { if (location.hash.startsWith("#draf=")) location.reload(); });
  // The files of the form are ready to be given back when all scripts have run.
  addEventListener("DOMContentLoaded", () => start().catch(() => {}).finally(DRAFTS.settle).then(() => DRAFTS.flush()).catch(() => {}));
})();
