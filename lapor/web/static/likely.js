// Shows which office probably handles what is being written. The form has a button for it without this file.
(() => {
  const box = document.querySelector("[data-likely]"), form = box?.closest("form");
  if (!form) return;
  const PAUSE = 1200, FEWEST = 20, SENT = ["title", "body", "place", "place_for", "place_pick", "category", "kind"];
  const OPEN = ["title", "body"]; // in people's own words
  const live = box.nextElementSibling, of = (name) => form.elements[name]?.value ?? "";
  let wait, last = "";

  const ask = async () => {
    // What is secret, or names an office complained of, goes nowhere before it is sent.
    if (form.elements.confidential?.checked || of("subject_1") || of("subject_2")) return;
    if (of("agency") || `${of("title")} ${of("body")}`.trim().length < FEWEST) return;
    const typed = new URLSearchParams(SENT.map((name) => [name, OPEN.includes(name) ? COVERED(of(name)) : of(name)])), words = typed.toString();
    if (words === last) return;
    last = words;
    typed.set("csrfmiddlewaretoken", of("csrfmiddlewaretoken"));
    const answer = await fetch(box.dataset.likely, { method: "POST", body: typed, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || words !== last || box.contains(document.activeElement)) return;
    box.innerHTML = OURS.createHTML(await answer.text());
    live.textContent = box.querySelector("h3, p")?.textContent ?? "";
  };

  const soon = () => { clearTimeout(wait); wait = setTimeout(ask, PAUSE); };
  for (const name of ["input", "change", "focusout"]) form.addEventListener(name, (e) => { if (SENT.includes(e.target.name)) soon(); });
})();
