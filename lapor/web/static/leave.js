// Leaving at once: the page is emptied and takes its entry in the history along, and drafts go too,
// with or without a line. Also Esc, three times.
(() => {
  const link = document.querySelector("[data-leave]"), TIMES = 3, WITHIN = 1500;
  let pressed = [];
  const leave = () => { document.title = "…"; document.body.replaceChildren(); self.indexedDB?.deleteDatabase("lapor"); location.replace(link.href); };
  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { pressed = []; return; }
    pressed = [...pressed, event.timeStamp].filter((moment) => event.timeStamp - moment < WITHIN);
    if (pressed.length >= TIMES) leave();
  }, true);
  // Going back from there shows no copy that the browser kept.
  addEventListener("pageshow", (event) => { if (event.persisted && !document.body.childElementCount) location.reload(); });
})();
