// The drafts of this browser and the receipts of what it has sent, wherever a page has room for them.
(() => {
  const box = document.querySelector("[data-drafts]");
  if (!box || !DRAFTS.able) return;
  const list = box.querySelector("ul"), shape = (state) => box.querySelector(`template[data-state="${state}"]`);
  const at = (moment) => new Date(moment).toLocaleString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const grouped = (code) => code.replace(/(.{4})(?=.)/g, "$1-");
  const STANDS_FOR_ITSELF = /^\/(draf|lapor)$/; // of a report that waits, too
  const own = () => document.querySelector("form[data-form] [name=client_key]")?.value;

  function row(draft) {
    const state = draft.state === "handed" ? "queued" : draft.state, part = shape(state).content.cloneNode(true);
    const set = (name, text) => { for (const one of part.querySelectorAll(`[data-${name}]`)) one.textContent = text; };
    set("title", draft.title || box.dataset.untitled); set("at", at(draft.changed));
    const photos = draft.files.length;
    for (const one of part.querySelectorAll("[data-photos]")) { one.hidden = !photos; one.textContent = one.dataset.photos.replace("{n}", photos); }
    const faults = Object.values(draft.faults || {});
    set("why", [draft.says, ...faults].filter(Boolean).join(" "));
    if (draft.receipt) {
      const { number, code, due, holder } = draft.receipt;
      set("number", grouped(number)); set("code", grouped(code)); set("holder", holder); set("due", due);
      for (const one of part.querySelectorAll("[data-take]")) one.onclick = () => navigator.clipboard.writeText(grouped(draft.receipt[one.dataset.take])).then(() => { one.textContent = one.dataset.done; });
    }
    for (const one of part.querySelectorAll("[data-open]")) one.href = `/lapor#draf=${draft.key}`;
    for (const one of part.querySelectorAll("[data-send]")) one.onclick = () => DRAFTS.change(draft.key, (now) => now && { ...now, after: 0 }).then(DRAFTS.flush).catch(() => {});
    for (const one of part.querySelectorAll("[data-drop]")) {
      const says = one.textContent;
      one.onclick = () => { if (one.dataset.asked) { one.onblur = null; one.blur(); DRAFTS.drop(draft.key); return; } one.dataset.asked = "1"; one.textContent = one.dataset.sure; };
      one.onblur = () => { delete one.dataset.asked; one.textContent = says; };
    }
    return part;
  }
  let wait;
  async function show() {
    if (document.querySelector("form[data-form]")) await DRAFTS.settled;
    const drafts = (await DRAFTS.all()).filter(({ key, state }) => state !== "typing" || key !== own());
    if (list.contains(document.activeElement) && list.querySelector("[data-asked]")) return; // somebody is answering
    list.replaceChildren(...drafts.map(row));
    box.hidden = !drafts.length;
    const none = document.querySelector("[data-no-drafts]");
    if (none) none.hidden = Boolean(drafts.length);
  }
  const soon = () => { clearTimeout(wait); wait = setTimeout(() => show().catch(() => {}), 100); };
  DRAFTS.onChange(soon);
  const off = document.querySelector("[data-off]"), line = () => { if (off) off.hidden = navigator.onLine; };
  addEventListener("online", line); addEventListener("offline", line);
  // Kept as it is, this page stands in for others, under their own addresses: then it says so.
  const other = document.querySelector("[data-elsewhere]");
  if (other && !STANDS_FOR_ITSELF.test(location.pathname)) {
    other.hidden = false; document.querySelector("[data-here]").hidden = true;
    document.title = document.title.replace(/^[^–]*/, `${other.dataset.title} `);
  }
  line(); show().catch(() => {});
  // Who opens this page before the line is really back is not left to wait for the next visit.
  if (off) setInterval(() => DRAFTS.flush().catch(() => {}), 15_000);
})();
