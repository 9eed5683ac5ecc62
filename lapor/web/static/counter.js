// The operator's form: Ctrl+Enter sends, and only the address of the chosen way is shown.
(() => {
  const form = document.getElementById("loket");
  if (!form) return;
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  const show = () => {
    const chosen = form.elements.reach.value;
    for (const row of form.querySelectorAll("[data-reach]")) {
      const typed = [...row.querySelectorAll("input")].some((input) => input.value);
      row.hidden = !row.dataset.reach.split(" ").includes(chosen) && !typed;
    }
  };
  form.addEventListener("change", show);
  show();
})();
