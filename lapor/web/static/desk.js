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
      found.innerHTML = html;
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
    for (const radio of form.querySelectorAll("[data-beside] input")) radio.addEventListener("change", () => { input.value = ""; asked = ""; found.innerHTML = ""; });
  }
})();
