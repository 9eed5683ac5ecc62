// What the check says of an answer while it is written. Without this file the same is said once it is sent.
(() => {
  const PAUSE = 900, SHORTEST = 8;
  for (const place of document.querySelectorAll("[data-check]")) {
    const form = place.closest("form"), field = form.querySelector("textarea[name=words]");
    const shown = place.querySelector("[data-warnings]"), despite = place.querySelector("[data-despite]");
    let timer, asked = "";
    const written = () => {
      const body = new URLSearchParams({ step: place.dataset.step, words: field.value, outcome: form.querySelector("[name=outcome]:checked")?.value ?? "" });
      for (const file of form.querySelectorAll("[name=files]")) body.append("files", file.value);
      return body;
    };
    const ask = async () => {
      const body = written(), now = body.toString();
      if (now === asked || field.value.trim().length < SHORTEST) return;
      asked = now;
      body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      const answer = await fetch(place.dataset.check, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => null);
      if (!answer?.ok || written().toString() !== now) return;
      const html = await answer.text();
      if (html.trim() !== shown.innerHTML.trim()) shown.innerHTML = OURS.createHTML(html);
      despite.hidden = !shown.querySelector("[data-strong]") && !despite.querySelector("textarea").value;
    };
    const soon = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };
    field.addEventListener("input", soon);
    form.addEventListener("change", soon);
    if (field.value.trim()) soon();  // a draft that was taken up again
  }
})();
