// Boxes are drawn over a picture; the fields below it, which are there without this file, hold them.
(() => {
  const form = document.querySelector("[data-cover]");
  if (!form) return;
  const field = form.querySelector(".cover"), rows = form.querySelector("[data-rows]"), say = (what) => form.dataset[`say${what}`];
  const SIDES = ["left", "top", "width", "height"], LEAST = 1;
  const model = rows.querySelector("[data-row]").cloneNode(true);
  const boxes = []; // {at: [left, top, width, height] in per cent, shape, row}
  for (const part of form.querySelectorAll("[data-how], [data-tools]")) part.hidden = false;
  form.querySelector("[data-more]")?.remove();
  const clamp = (n, low, high) => Math.min(Math.max(n, low), high);

  function place(box) {
    box.at[2] = clamp(box.at[2], LEAST, 100); box.at[3] = clamp(box.at[3], LEAST, 100);
    box.at[0] = clamp(box.at[0], 0, 100 - box.at[2]); box.at[1] = clamp(box.at[1], 0, 100 - box.at[3]);
    SIDES.forEach((side, n) => {
      box.shape.style[side] = `${box.at[n]}%`;
      box.row.querySelector(`[name=${side}]`).value = (Math.round(box.at[n] * 100) / 100).toString();
    });
  }
  function number() {
    boxes.forEach((box, n) => {
      box.row.querySelector("span").textContent = `${say("Box")} ${n + 1}`;
      box.shape.setAttribute("aria-label", `${say("Box")} ${n + 1}`);
      box.drop.setAttribute("aria-label", `${say("Remove")} ${n + 1}`);
    });
  }
  function add(at, row) {
    const box = { at, row: row || model.cloneNode(true), shape: document.createElement("button"), drop: document.createElement("button") };
    box.shape.type = box.drop.type = "button"; box.shape.className = "cover-box"; box.drop.className = "btn btn-plain btn-s";
    box.drop.textContent = say("Remove"); box.drop.onclick = () => remove(box);
    if (!row) rows.append(box.row);
    box.row.append(box.drop); field.append(box.shape); boxes.push(box);
    box.shape.addEventListener("keydown", (e) => move(e, box));
    box.shape.addEventListener("pointerdown", (e) => drag(e, box));
    for (const side of SIDES) box.row.querySelector(`[name=${side}]`).addEventListener("change", (e) => {
      const n = Number(e.target.value.replace(",", "."));
      if (Number.isFinite(n)) { box.at[SIDES.indexOf(side)] = n; place(box); }
    });
    place(box); number();
    return box;
  }
  function remove(box) {
    boxes.splice(boxes.indexOf(box), 1); box.shape.remove(); box.row.remove(); number();
    form.querySelector("[data-add]").focus();
  }
  function move(e, box) {
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, -1], ArrowDown: [1, 1] }[e.key];
    if (e.key === "Delete" || e.key === "Backspace") { e.preventDefault(); remove(box); return; }
    if (!way) return;
    e.preventDefault(); box.at[way[0] + (e.shiftKey ? 2 : 0)] += way[1]; place(box);
  }
  const spot = (e) => {
    const edge = field.getBoundingClientRect();
    return [clamp((e.clientX - edge.left) / edge.width * 100, 0, 100), clamp((e.clientY - edge.top) / edge.height * 100, 0, 100)];
  };
  function follow(pointer, on, end = () => {}) {
    const stop = () => { removeEventListener("pointermove", go); removeEventListener("pointerup", stop); removeEventListener("pointercancel", stop); end(); };
    const go = (e) => { if (e.pointerId === pointer) on(spot(e)); };
    addEventListener("pointermove", go); addEventListener("pointerup", stop); addEventListener("pointercancel", stop);
  }
  function drag(e, box) {
    e.preventDefault(); e.stopPropagation(); box.shape.focus();
    const from = spot(e), was = [...box.at];
    follow(e.pointerId, (to) => { box.at[0] = was[0] + to[0] - from[0]; box.at[1] = was[1] + to[1] - from[1]; place(box); });
  }
  field.addEventListener("pointerdown", (e) => {
    if (e.button || e.target.closest(".cover-box")) return;
    e.preventDefault();
    const from = spot(e); let box = null;
    follow(e.pointerId, (to) => {
      const at = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
      if (!box && (at[2] > LEAST || at[3] > LEAST)) box = add(at);
      if (box) { box.at = at; place(box); }
    }, () => box?.shape.focus());
  });
  form.querySelector("[data-add]").addEventListener("click", () => add([40, 40, 20, 20]).shape.focus());
  for (const row of rows.querySelectorAll("[data-row]")) {
    const at = SIDES.map((side) => row.querySelector(`[name=${side}]`).value.replace(",", "."));
    if (at.every((text) => text && Number.isFinite(Number(text)))) add(at.map(Number), row); else row.remove();
  }
})();
