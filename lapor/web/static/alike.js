// Shows published reports like the one that is being written. The form asks without this file too.
(() => {
  const box = document.querySelector("[data-alike]"), form = box?.closest("form");
  if (!form) return;
  const PAUSE = 900, FEWEST = 20, SENT = ["title", "body", "place", "place_for", "place_pick", "category", "who", "latitude", "longitude"];
  const OPEN = ["title", "body"]; // in people's own words
  const live = box.nextElementSibling, of = (name) => form.elements[name]?.value ?? "";
  let wait, last = "";

  const ask = async () => {
    // What is secret, or names an office complained of, goes nowhere before it is sent.
    if (form.elements.confidential?.checked || of("subject_1") || of("subject_2")) return;
    if (!(of("place") || of("latitude")) || `${of("title")} ${of("body")}`.trim().length < FEWEST) return;
    const typed = new URLSearchParams(SENT.map((name) => [name, OPEN.includes(name) ? COVERED(of(name)) : of(name)])), words = typed.toString();
    if (words === last) return;
    last = words;
    typed.set("csrfmiddlewaretoken", of("csrfmiddlewaretoken"));
    const answer = await fetch(box.dataset.alike, { method: "POST", body: typed, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || words !== last || box.contains(document.activeElement)) return;
    box.innerHTML = OURS.createHTML(await answer.text());
    live.textContent = box.querySelector("h3")?.textContent ?? "";
  };

  const soon = () => { clearTimeout(wait); wait = setTimeout(ask, PAUSE); };
  for (const name of ["input", "change", "focusout"]) form.addEventListener(name, (e) => { if (SENT.includes(e.target.name)) soon(); });
  soon();
})();
