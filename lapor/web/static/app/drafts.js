// Drafts of reports in this browser: kept, sent in pieces that go on where they stopped, and their
// receipts until somebody puts them away. The same code runs in pages and in the service worker.
const DRAFTS = (() => {
  const NAME = "lapor", STORE = "drafts", LOCK = "lapor-kirim", A_MOMENT = 120_000, MONTH = 30 * 86_400_000;
  const heard = new Set(), air = "BroadcastChannel" in self ? new BroadcastChannel("lapor-draf") : null;
  const able = isSecureContext && "indexedDB" in self && Boolean(self.crypto?.subtle);
  let opened = null, settle;
  const settled = new Promise((yes) => { settle = yes; }); // the form of this page knows which draft is its own

  const tell = () => { for (const one of heard) one(); air?.postMessage(""); };
  if (air) air.onmessage = () => { for (const one of heard) one(); };

  const open = () => opened ??= new Promise((yes, no) => {
    const ask = indexedDB.open(NAME, 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore(STORE, { keyPath: "key" });
    ask.onerror = () => { opened = null; no(ask.error); };
    ask.onsuccess = () => {
      ask.result.onclose = ask.result.onversionchange = () => { ask.result.close(); opened = null; };
      yes(ask.result);
    };
  });
  // One transaction: what `work` asks for, and the result of what it returns.
  const within = async (mode, work) => {
    const tx = (await open()).transaction(STORE, mode), ask = work(tx.objectStore(STORE));
    return new Promise((yes, no) => { tx.oncomplete = () => yes(ask?.result); tx.onerror = tx.onabort = () => no(tx.error); });
  };
  const get = (key) => within("readonly", (store) => store.get(key));
  const all = async () => (await within("readonly", (store) => store.getAll())).sort((a, b) => b.changed - a.changed);
  const drop = async (key) => { await within("readwrite", (store) => store.delete(key)); tell(); };
  // Reads and writes in one transaction, so that of two who change a draft neither is undone.
  async function change(key, how) {
    let made;
    await within("readwrite", (store) => {
      const ask = store.get(key);
      ask.onsuccess = () => { made = how(ask.result); if (made) store.put({ ...made, key, changed: Date.now() }); };
    });
    tell();
    return made;
  }

  // A key whose secret stands in no page: it proves later whose draft this is.
  async function fresh() {
    const raw = crypto.getRandomValues(new Uint8Array(32)), hash = new Uint8Array(await crypto.subtle.digest("SHA-256", raw)).slice(0, 16);
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const secret = btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_");
    return { key: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"), secret };
  }

  // --- Sending. Whatever throws here is tried again when the line is back. -----------------------

  const told = async (answer) => { try { return await answer.json(); } catch { return null; } };
  async function token() {
    const answer = await fetch("/lapor/kunci", { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error("no token");
    return (await answer.json()).csrf;
  }
  const note = (key, stamp, what) => change(key, (draft) => draft && { ...draft, files: draft.files.map((file) => (file.stamp === stamp ? { ...file, ...what } : file)) });

  // Brings one file up; returns what is wrong with it for good, or nothing.
  async function raise(key, file, csrf) {
    const ask = (method, headers, body) => fetch("/lapor/berkas", { method, body, credentials: "same-origin", headers: { "X-CSRFToken": csrf, ...headers } });
    let { token: mark = "", piece = 0 } = file, at = 0, anew = false;
    while (!file.whole) {
      const started = Boolean(mark);
      const answer = !started ? await ask("POST", { "X-Panjang": file.size })
        : piece ? await ask("PATCH", { "X-Berkas": mark, "X-Mulai": at, "Content-Type": "application/octet-stream" }, file.blob.slice(at, at + piece))
          : await ask("GET", { "X-Berkas": mark });
      const said = await told(answer);
      if (answer.status === 404 && started && !anew) { mark = ""; piece = 0; at = 0; anew = true; continue; }
      if (answer.status === 422 && said) return said.says;
      if (answer.status !== 409 && (!answer.ok || !said)) throw new Error("not taken");
      if (!started) { mark = said.token; await note(key, file.stamp, { token: mark, piece: said.piece }); }
      at = said.received ?? at; piece = said.piece || piece;
      if (said.refused) return said.says;
      if (said.state && said.state !== "receiving") { await note(key, file.stamp, { token: mark, whole: true }); break; }
    }
    return "";
  }

  const mend = (key, faults, says = "") => change(key, (draft) => draft && { ...draft, state: "mend", faults, says });
  async function bring(key) {
    let draft = await get(key);
    const csrf = await token();
    for (const file of draft.files) {
      const wrong = await raise(key, file, csrf);
      if (wrong) { await mend(key, { files: wrong }); return; }
    }
    draft = await get(key);
    if (!isDue(draft)) return;
    const body = new FormData();
    for (const [name, value] of draft.fields) body.append(name, value);
    for (const file of draft.files) body.append("files", file.token);
    body.set("client_key", key); body.set("draft", draft.secret); body.set("csrfmiddlewaretoken", csrf);
    const answer = await fetch("/lapor", { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } }), said = await told(answer);
    if (!said) throw new Error("no answer");
    if (answer.ok && said.code) {
      const { secret, lang } = draft;
      await change(key, () => ({ secret, lang, state: "sent", title: said.title, receipt: said, fields: [], files: [] }));
      return;
    }
    if (answer.status === 429) {
      const fields = [...draft.fields.filter(([name]) => name !== "turn"), ["turn", said.turn || ""]];
      await change(key, (now) => now && { ...now, fields, after: Date.now() + 1000 * (said.seconds || 30) });
      throw new Error("crowded");
    }
    if (answer.status === 403) throw new Error("token too old");
    if (said.faults?.files && !draft.anew && draft.files.every(({ blob }) => blob)) { // what lay there too long is brought once more
      await change(key, (now) => now && { ...now, anew: true, files: now.files.map((file) => ({ ...file, token: "", piece: 0, whole: false })) });
      await bring(key);
      return;
    }
    await mend(key, said.faults || {}, said.says || "");
  }

  // What waits for the line, and what a page took along and has not been heard of since.
  const isDue = (draft) => draft?.state === "queued" || (draft?.state === "handed" && Date.now() - draft.changed > A_MOMENT);
  // Sends what is due; returns how many of them still wait. Only one page or worker at a time does;
  // who comes meanwhile waits for it, because a page may be closed in the middle. One that waits
  // here does it for all who ask until then.
  let waiting = null;
  async function flush() {
    const send = async () => {
      let left = 0;
      for (const draft of await all()) {
        if (!isDue(draft)) continue;
        try {
          if ((draft.after || 0) > Date.now()) throw new Error("not yet");
          if (draft.state === "handed") await change(draft.key, (now) => now && { ...now, state: "queued" });
          await bring(draft.key);
        } catch { left += 1; }
      }
      return left;
    };
    if (!able) return 0;
    if (!navigator.locks) return send();
    waiting ??= navigator.locks.request(LOCK, () => { waiting = null; return send(); });
    return waiting;
  }
  // A page could not hand its draft over after all: it waits for the line from now on.
  async function requeue() {
    let some = 0;
    for (const draft of await all()) if (draft.state === "handed") { some += 1; await change(draft.key, (now) => now && { ...now, state: "queued" }); }
    return some;
  }
  // What nobody has gone on with for a month goes by itself; what waits to be sent never does.
  async function tidy() {
    for (const draft of await all()) if (["typing", "mend"].includes(draft.state) && Date.now() - draft.changed > MONTH) await drop(draft.key);
  }
  return { able, get, all, change, drop, fresh, flush, requeue, tidy, settle, settled, onChange: (one) => heard.add(one) };
})();
