// Finding an office while typing. Without this file the form is sent and offers what fits.
(() => {
  const PAUSE = 250, SHORTEST = 2;
  for (const input of document.querySelectorAll("[data-units]")) {
    const found = input.parentElement.querySelector("[data-found]");
    const many = input.tagName === "TEXTAREA";
    const typed = () => (many ? input.value.split("\n").pop() : input.value).trim();
    let timer, asked = typed();
    found.setAttribute("aria-live", "polite");
    const ask = async () => {
      const words = typed();
      if (words === asked) return;
      asked = words;
      if (words.length < SHORTEST) { keep(""); return; }
      const answer = await fetch(`${input.dataset.units}&q=${encodeURIComponent(words)}`, { credentials: "same-origin" }).catch(() => null);
      if (answer?.ok && !answer.redirected && words === typed()) keep(await answer.text());
    };
    // What was ticked stays ticked when the list below it changes.
    const keep = (html) => {
      const ticked = [...found.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.closest("li"));
      found.innerHTML = OURS.createHTML(html);
      for (const row of ticked) (found.querySelector("ul") ?? found).prepend(row);
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
    // A name that was ticked need not be written out any more.
    found.addEventListener("change", (event) => {
      if (!many || !event.target.checked) return;
      input.value = input.value.split("\n").slice(0, -1).join("\n");
      asked = "";
    });
    const form = input.form;
    for (const radio of form.querySelectorAll("[data-beside] input")) radio.addEventListener("change", () => { input.value = ""; asked = ""; found.replaceChildren(); });
  }
})();

// What a page asks by itself is no sign of a person: it does not keep the session alive.
const BY_ITSELF = { "X-By-Itself": "1" };
const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// Ticking many: a range with Shift, all on this page, and how many. Without scripts "all" is a link.
(() => {
  const form = document.querySelector("[data-bulk]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[name=pilih]")], count = form.querySelector("[data-ticked]");
  const all = form.querySelector("[data-tick-all]");
  let last = null;
  const tell = () => { count.textContent = ` (${boxes.filter((box) => box.checked).length})`; };
  for (const box of boxes) box.addEventListener("click", (event) => {
    if (event.shiftKey && last !== null && last !== box) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box; tell();
  });
  all.addEventListener("click", (event) => {
    event.preventDefault();
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
    tell();
  });
  form.addEventListener("reset", () => setTimeout(() => { for (const box of boxes) box.checked = false; tell(); }));
  addEventListener("pageshow", tell); tell();
})();

// Parts of a page that are asked for after it, each with a plain link where there are no scripts.
for (const place of document.querySelectorAll("[data-fragment]"))
  fetch(place.dataset.fragment, { credentials: "same-origin", headers: BY_ITSELF, redirect: "manual" })
    .then(async (answer) => { if (answer.ok) place.innerHTML = OURS.createHTML(await answer.text()); }).catch(() => null);

// A batch that runs: its part of the page is read again until it is done.
(() => {
  const PAUSE = 2000;
  const again = async () => {
    const shown = document.querySelector("[data-progress][data-again]");
    if (!shown) return;
    const answer = await fetch(location.href, { credentials: "same-origin", headers: BY_ITSELF }).catch(() => null);
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(OURS.createHTML(await answer.text()), "text/html"), fresh = page.querySelector("[data-progress]");
      if (fresh) {
        shown.replaceChildren(...fresh.childNodes); shown.toggleAttribute("data-again", fresh.hasAttribute("data-again"));
        document.title = page.title;
      }
    } else if (answer) return;
    setTimeout(again, PAUSE);
  };
  setTimeout(again, PAUSE);
})();

// Who else has the report open: asked once a minute while the page is looked at, and told on leaving.
(() => {
  const PAUSE = 60000, place = document.querySelector("[data-present]");
  if (!place) return;
  const ask = async () => {
    if (document.hidden) return;
    const body = new URLSearchParams({ csrfmiddlewaretoken: csrf() });
    const answer = await fetch(place.dataset.present, { method: "POST", body, credentials: "same-origin", headers: BY_ITSELF, redirect: "manual" }).catch(() => null);
    if (answer?.ok) { const html = await answer.text(); if (html.trim() !== place.innerHTML.trim()) place.innerHTML = OURS.createHTML(html); }
    else if (answer) clearInterval(timer);
  };
  const timer = setInterval(ask, PAUSE);
  setTimeout(ask, 5000);  // a page that was reloaded had said that it was left
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  addEventListener("pagehide", () => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: csrf(), pergi: "1" });
    fetch(place.dataset.present, { method: "POST", body, credentials: "same-origin", headers: BY_ITSELF, keepalive: true, redirect: "manual" }).catch(() => null);
  });
})();

// Calling a colleague in a note: after an @ those who could read it are offered below the field.
(() => {
  const form = document.querySelector("[data-colleagues]"), field = form?.querySelector("textarea");
  if (!field) return;
  const PAUSE = 250, CALL = /(?:^|[^\w@.])@([\w.+-]{2,})$/u;
  const list = Object.assign(document.createElement("ul"), { className: "plain row row-tight", hidden: true });
  list.setAttribute("aria-live", "polite");
  field.after(list);
  let timer;
  const called = () => CALL.exec(field.value.slice(0, field.selectionStart))?.[1] ?? "";
  const take = (key) => {
    const to = field.selectionStart, from = to - called().length;
    field.setRangeText(`${key} `, from, to, "end"); list.hidden = true; field.focus();
  };
  const show = (rows) => {
    list.replaceChildren(...rows.map(({ key, label }) => {
      const item = document.createElement("li"), button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-s", textContent: label });
      button.addEventListener("click", () => take(key)); item.append(button); return item;
    }));
    list.hidden = !rows.length;
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    const words = called();
    if (!words) { list.hidden = true; return; }
    timer = setTimeout(async () => {
      const answer = await fetch(`${form.dataset.colleagues}?q=${encodeURIComponent(words)}`, { credentials: "same-origin" }).catch(() => null);
      if (answer?.ok && !answer.redirected && words === called()) show(await answer.json());
    }, PAUSE);
  });
})();

// Keys. Off while somebody types, and with Ctrl, Alt or the command key, which are the browser's.
(() => {
  const rows = [...document.querySelectorAll(".work > li")], acts = [...document.querySelectorAll(".act")];
  const help = document.querySelector("[data-help]"), keys = document.querySelector("[data-keys]");
  const OFF = "keys-off", on = keys?.querySelector("[data-keys-on]"), is_on = on?.querySelector("input");
  let at = -1;
  if (on) {  // a letter that acts by itself must be able to be switched off
    on.hidden = false; is_on.checked = !localStorage.getItem(OFF);
    is_on.addEventListener("change", () => (is_on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  }
  const typing = (target) => target.closest("input:not([type=checkbox],[type=radio]),select,textarea,[contenteditable]");
  const go = (to) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("cursor"); at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].classList.add("cursor"); rows[at].querySelector("h3 a").focus();
  };
  const unfold = (fold) => {
    if (!fold) return;
    fold.open = true;
    const field = fold.querySelector("form textarea,form input:not([type=hidden]),form select:not([data-texts])");
    (field ?? fold.querySelector("form button[type=submit]") ?? fold.querySelector("summary")).focus();
  };
  const ask = () => {
    if (!help || help.open) return;
    help.querySelector("[data-help-list]").replaceChildren(keys.querySelector("dl").cloneNode(true));
    help.showModal();
  };
  const DO = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    "/": () => { const find = document.querySelector("[type=search][name=q]"); if (find) find.focus(); else location.href = "/desk/cari"; },
    "?": ask,
    u: () => { if (acts.length) location.href = "/desk/"; },
    n: () => unfold(document.querySelector(".note-new")),
    s: () => document.querySelector("[data-accept]")?.click(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && !help?.open) { document.activeElement?.blur(); return; }
    if (typing(event.target) || help?.open || localStorage.getItem(OFF)) return;
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    if (now >= 0) at = now;
    if (event.key.toLowerCase() === "x" && at >= 0) {
      const box = rows[at].querySelector("[name=pilih]");
      box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
      return;
    }
    const step = /^[1-9]$/.test(event.key) && acts[Number(event.key) - 1];
    if (step) { event.preventDefault(); unfold(step); return; }
    const act = Object.hasOwn(DO, event.key) && DO[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();

// A standard text chosen in a form is put into its words; the button beside is for who has no scripts.
for (const select of document.querySelectorAll("select[data-texts]")) {
  const words = select.form.elements[select.dataset.texts];
  if (!words) continue;
  select.parentElement.querySelector("button").hidden = true;
  select.addEventListener("change", () => {
    const text = select.selectedOptions[0].dataset.words;
    if (!text) return;
    words.value = [words.value.trim(), text].filter(Boolean).join("\n\n");
    select.value = ""; words.focus();
  });
}
