// Files go up while the form is written, in pieces, and go on where they stopped. Without this file
// they go with the form. What is kept in this tab is a token and a length, never a name; it belongs
// to one form of one report, until that is sent. A form that is kept as a draft (app/form.js) hears
// which files it has ("lapor:berkas"), and gives them back when it is opened again.
(() => {
  for (const box of document.querySelectorAll("[data-upload]")) start(box);

  // A report's form has its number. An empty form has a key of its own, and another each time it is
  // opened; loaded again in its place it is the same one, which only the browser's history knows.
  function about(form) {
    const of = form.elements.number?.value;
    if (of) return `${location.pathname}:${of}`;
    const one = history.state?.form || form.elements.client_key?.value || "";
    history.replaceState({ ...history.state, form: one }, "");
    return `${location.pathname}:${one}`;
  }
  function start(box) {
    const say = (what) => box.dataset[`say${what}`], input = box.querySelector("input[type=file]"), list = box.querySelector("ul.files");
    const form = input.form, url = box.dataset.upload, most = +box.dataset.most, key = `berkas:${about(form)}:${box.dataset.key}`;
    const wait = box.querySelector("[data-wait]"), live = Object.assign(document.createElement("p"), { className: "hide" });
    live.setAttribute("role", "status"); box.append(live);
    const items = []; // {token, size, stamp, file, at, row, state}
    const busy = () => items.filter((item) => item.state === "sending" || item.state === "paused");
    const shell = form.hasAttribute("data-shell"); // kept by the worker: the draft brings its files up, when there is a line
    const isUp = ({ state }) => state === "clean" || state === "checking";
    const announce = () => box.dispatchEvent(new CustomEvent("lapor:berkas", { detail: items.filter((item) => item.state !== "bad" && (item.file || isUp(item))).map((item) => ({ file: item.file || null, stamp: item.stamp || item.token, size: item.size, token: item.token, piece: item.piece, whole: isUp(item) })) }));
    const remember = () => { announce(); try { sessionStorage.setItem(key, JSON.stringify(items.filter((i) => i.token).map(({ token, size, stamp }) => ({ token, size, stamp })))); } catch { /* private browsing */ } };
    const forget = () => { try { sessionStorage.removeItem(key); } catch { /* nothing is there */ } };
    const stored = () => { try { return JSON.parse(sessionStorage.getItem(key)) || []; } catch { return []; } };
    const weight = (n) => { const mega = n >= 1048576; return `${(mega ? n / 1048576 : Math.max(n / 1024, 1)).toLocaleString(document.documentElement.lang, { maximumFractionDigits: mega ? 1 : 0 })} ${mega ? "MB" : "KB"}`; };
    const ask = (method, headers, body) => fetch(url, { method, body, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...headers } });
    const told = async (answer) => { try { return await answer.json(); } catch { return {}; } };

    function row(item) {
      const li = document.createElement("li"), words = document.createElement("span"), name = document.createElement("b"), state = Object.assign(document.createElement("span"), { className: "block" });
      const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain btn-s", textContent: say("Drop") });
      li.className = "file"; item.row = li; item.name = name; item.says = state; item.picture = document.createElement("span");
      item.bar = Object.assign(document.createElement("progress"), { max: item.size, value: 0, hidden: true });
      const size = Object.assign(document.createElement("span"), { className: "muted", textContent: ` · ${weight(item.size)}` });
      item.bar.setAttribute("aria-label", say("Sending"));
      words.append(name, size, state, item.bar); li.append(item.picture, words, drop);
      drop.onclick = () => remove(item); item.drop = drop;
      list.append(li); number();
    }
    function number() {
      items.forEach((item, n) => {
        item.name.textContent = `${say("Name")} ${n + 1}`;
        item.drop.setAttribute("aria-label", `${say("Drop")} ${say("Name")} ${n + 1}`);
      });
      list.hidden = !items.length;
      release();
    }
    function show(item, state, text) {
      item.state = state; item.says.textContent = text; item.says.classList.toggle("is-late", state === "bad");
      item.bar.hidden = state !== "sending" && state !== "paused"; item.bar.value = item.at || 0;
      if (state !== "sending") live.textContent = `${item.name.textContent}: ${text}`;
      number();
    }
    function hide(item) { // a token travels with the form only when all of it is there
      let field = item.row.querySelector("input[type=hidden]");
      if (!field) { field = Object.assign(document.createElement("input"), { type: "hidden", name: "files" }); item.row.append(field); }
      field.value = item.token;
    }
    function remove(item) {
      items.splice(items.indexOf(item), 1); item.row.remove(); item.gone = true;
      if (item.token) ask("DELETE", { "X-Berkas": item.token }).catch(() => {});
      remember(); number(); input.focus();
    }
    const pause = (item) => new Promise((on) => {
      show(item, "paused", say("Paused"));
      const go = () => { clearTimeout(later); removeEventListener("online", go); on(); };
      const later = setTimeout(go, 4000); addEventListener("online", go);
    });

    async function send(item) {
      if (shell) { show(item, "held", say("Held")); announce(); return; }
      show(item, "sending", `${say("Sending")} 0 %`); announce();
      while (!item.gone) {
        try {
          if (!item.token) {
            const answer = await ask("POST", { "X-Panjang": item.size }), said = await told(answer);
            if (answer.status !== 201) { if (answer.status >= 500 && answer.status !== 507) throw new Error(); return fail(item, said.says); }
            Object.assign(item, { token: said.token, piece: said.piece, at: 0 }); remember();
          }
          if (item.at < item.size) {
            const piece = item.file.slice(item.at, item.at + item.piece);
            const answer = await ask("PATCH", { "X-Berkas": item.token, "X-Mulai": item.at, "Content-Type": "application/octet-stream" }, piece), said = await told(answer);
            if (answer.status === 409) { item.at = said.received; continue; }
            if (answer.status >= 500 && answer.status !== 507) throw new Error();
            if (answer.status === 404 && item.draft) { Object.assign(item, { draft: false, token: "" }); continue; } // lay there too long
            if (!answer.ok) return fail(item, said.says);
            item.at = said.received;
            show(item, "sending", `${say("Sending")} ${Math.floor(item.at / item.size * 100)} %`);
            continue;
          }
          hide(item); show(item, "checking", say("Check")); announce(); return check(item);
        } catch { await pause(item); }
      }
    }
    function fail(item, says) {
      if (item.token) ask("DELETE", { "X-Berkas": item.token }).catch(() => {});
      item.row.querySelector("input[type=hidden]")?.remove();
      item.token = ""; remember(); show(item, "bad", says || say("Failed"));
      if (item.file && !item.again) {
        item.again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-s", textContent: say("Retry") });
        item.again.onclick = () => { item.again.remove(); item.again = null; item.at = 0; send(item); };
        item.says.after(item.again);
      }
    }
    async function check(item) {
      for (let n = 0; n < 90 && !item.gone; n += 1) {
        try {
          const answer = await ask("GET", { "X-Berkas": item.token }), said = await told(answer);
          if (answer.status === 404) { remove(item); return; }
          if (said.refused) { item.file = null; return fail(item, said.says); }
          if (said.state === "clean") {
            show(item, "clean", `${say("Clean")}${said.kind ? ` · ${said.kind}` : ""}`);
            if (said.picture) draw(item);
            return;
          }
        } catch { /* the line is gone for a moment; it is asked again */ }
        await new Promise((on) => { setTimeout(on, 1000 + 200 * n); });
      }
    }
    async function draw(item) {
      const answer = await fetch(`${url}?kecil`, { headers: { "X-Berkas": item.token } });
      if (!answer.ok) return;
      const reader = new FileReader();
      reader.onload = () => { const img = new Image(); img.alt = ""; img.src = reader.result; item.picture.className = "thumb"; item.picture.replaceChildren(img); };
      reader.readAsDataURL(await answer.blob());
    }
    function add(file) {
      const stamp = `${file.size}-${file.lastModified}`, half = items.find((item) => item.state === "half" && item.stamp === stamp);
      if (half) { half.file = file; send(half); return; }
      if (items.some((item) => item.stamp === stamp)) return; // it is here already
      const item = { file, size: file.size, stamp, at: 0, token: "" };
      items.push(item); row(item);
      if (items.length > most) { show(item, "bad", say("Many")); return; }
      if (!file.size) { show(item, "bad", say("Empty")); return; }
      if (file.size > +box.dataset.bytes) { show(item, "bad", say("Large")); return; }
      send(item);
    }
    function release() {
      const unready = busy().length > 0;
      if (form.dataset.waits === box.dataset.key && !unready) {
        delete form.dataset.waits; wait.hidden = true; form.requestSubmit(waiting);
      }
    }

    // What the page brought along, and what this tab had begun before it was loaded again.
    for (const li of list.querySelectorAll("[data-token]")) {
      const words = li.querySelector("span"), item = { token: li.dataset.token, size: 0, stamp: "", row: li, name: words.querySelector("b"), says: words.querySelector("[data-state]"), drop: li.querySelector("button") };
      item.picture = document.createElement("span"); li.querySelector("svg")?.replaceWith(item.picture);
      item.bar = Object.assign(document.createElement("progress"), { hidden: true }); item.state = li.classList.contains("is-late") ? "bad" : "checking";
      item.drop.type = "button"; item.drop.onclick = () => remove(item); items.push(item);
      if (item.state === "checking") check(item);
    }
    function recall({ token, size, stamp }) {
      const here = items.find((item) => item.token === token);
      if (here) { Object.assign(here, { size, stamp }); return null; }
      return ask("GET", { "X-Berkas": token }).then(async (answer) => {
        if (!answer.ok) return;
        const said = await told(answer), item = { token, size: size || said.declared, stamp, at: said.received, piece: said.piece, file: null };
        items.push(item); row(item);
        if (said.state === "receiving") { show(item, "half", say("Again")); return; }
        if (said.refused) { fail(item, said.says); return; }
        hide(item); show(item, "checking", say("Check")); check(item);
      }).catch(() => {}).finally(remember);
    }
    const begun = stored().map(recall);
    // A draft brings its files. What the page lists already is only told which one it is.
    box.addEventListener("lapor:berkas-draf", async ({ detail }) => {
      await Promise.all(begun);
      for (const { file, token, piece } of detail.files) {
        const stamp = file ? `${file.size}-${file.lastModified}` : token, here = items.find((item) => (token && item.token === token) || item.stamp === stamp);
        if (here?.state === "half" && file) add(file);
        else if (here && file) Object.assign(here, { file, stamp, size: file.size, piece });
        else if (here || detail.onlyThese) continue;
        else if (!file) await recall({ token, stamp });
        else {
          const item = { file, size: file.size, stamp, at: 0, token: piece ? token : "", piece, draft: true };
          items.push(item); row(item); send(item);
        }
      }
      announce();
    });
    input.removeAttribute("name"); // files that went up in pieces do not go once more with the form
    input.addEventListener("change", () => { for (const file of input.files) add(file); input.value = ""; });
    let waiting = null;
    form.addEventListener("submit", (e) => {
      if (!busy().length || form.dataset.waits === "no") { forget(); return; }
      e.preventDefault(); e.stopImmediatePropagation();
      waiting = e.submitter; form.dataset.waits = box.dataset.key;
      const text = Object.assign(document.createElement("p"), { textContent: say("Wait") });
      const now = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-s", textContent: say("Now") });
      now.onclick = () => { form.dataset.waits = "no"; form.requestSubmit(waiting); };
      const inner = document.createElement("div"); inner.append(text, now);
      wait.replaceChildren(document.createElement("span"), inner); wait.hidden = false; wait.tabIndex = -1; wait.focus();
    }, true);
  }
})();
