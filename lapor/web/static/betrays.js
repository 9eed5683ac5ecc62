// While people write: what in their words tells who somebody is, found in the browser. Nothing is
// sent for it. Without this file, or with rules a browser cannot read, the form asks when it is sent.
(() => {
  const PAUSE = 500, MOST = 6, MARK = /\[disamarkan(?:: [A-Za-z ]{2,30})?\]/g, SHORT = "[disamarkan]";
  const given = JSON.parse(document.querySelector("[data-rules]")?.dataset.rules ?? "[]").flatMap((row) => {
    try { return [{ ...row, rule: new RegExp(row.rule, row.case ? "g" : "gi") }]; } catch { return []; }
  });
  for (const box of document.querySelectorAll("[data-tells]")) watch(box);
  // What is only asked about, and not sent yet, leaves this browser without what tells who somebody is.
  globalThis.COVERED = (text) => given.reduce((said, { rule }) => said.replace(rule, (hit, part) => typeof part === "string" ? hit.replace(part, SHORT) : SHORT), text);

  function watch(box) {
    const form = box.closest("form"), asked = form.querySelectorAll('[name="mask_seen"]');
    const left = new Set([...asked].map((input) => input.value.toLowerCase())); // the page itself asks about them
    const fields = box.dataset.of.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    const live = Object.assign(document.createElement("p"), { className: "hint" }), list = document.createElement("ul");
    live.setAttribute("role", "status"); box.append(live, list);
    let timer;

    const found = () => {
      const rows = new Map();
      for (const field of fields) {
        const text = field.value, taken = [...text.matchAll(MARK)].map((hit) => [hit.index, hit.index + hit[0].length]);
        for (const { rule, label, mark } of given) for (const hit of text.matchAll(rule)) {
          const part = hit[1] ?? hit[0], at = hit.index + hit[0].length - part.length, end = at + part.length;
          if (taken.some(([from, to]) => at < to && from < end)) continue;
          taken.push([at, end]);
          const key = part.toLowerCase();
          if (!left.has(key) && !rows.has(key)) rows.set(key, { part, label, mark });
        }
      }
      return [...rows.values()].slice(0, MOST);
    };

    const cover = (part, mark) => {
      for (const field of fields) {
        const low = field.value.toLowerCase(), key = part.toLowerCase();
        if (low.length !== field.value.length) continue;
        let said = "", at = 0, hit;
        while ((hit = low.indexOf(key, at)) >= 0) { said += field.value.slice(at, hit) + mark; at = hit + key.length; }
        if (!at) continue;
        said += field.value.slice(at);
        field.value = field.maxLength > 0 && said.length > field.maxLength ? said.replace(MARK, SHORT) : said;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    };

    const keep = (part) => {
      left.add(part.toLowerCase());
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "mask_seen", value: part }));
    };

    const button = (says, part, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-s", textContent: says });
      made.setAttribute("aria-label", `${says}: ${part}`);
      made.onclick = () => { act(); show(); (list.querySelector("button") ?? fields[fields.length > 1 ? 1 : 0]).focus(); };
      return made;
    };

    const show = () => {
      clearTimeout(timer);
      const rows = found(), says = rows.length ? `${box.dataset.says} ${rows.map((row) => row.label).join(", ")}. ${box.dataset.hint}` : "";
      if (live.textContent !== says) live.textContent = says;
      list.replaceChildren(...rows.map(({ part, label, mark }) => {
        const line = document.createElement("li"), words = document.createElement("span");
        words.append(Object.assign(document.createElement("b"), { textContent: label }), ` ${part}`);
        line.append(words, button(box.dataset.mask, part, () => cover(part, mark)), button(box.dataset.leave, part, () => keep(part)));
        return line;
      }));
      box.hidden = !rows.length;
    };

    for (const field of fields) field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, PAUSE); });
    show();
  }
})();
