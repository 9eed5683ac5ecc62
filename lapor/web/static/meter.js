// How long a text of the dialogue is while it is typed, and how it is read. The server counts again.
(() => {
  for (const box of document.querySelectorAll("[data-meter]")) {
    const area = document.getElementById(box.dataset.meter);
    if (!area) continue;
    const samples = JSON.parse(box.dataset.samples), sms = "basic" in box.dataset;
    const marks = sms ? JSON.parse(box.dataset.plainer) : {};
    const count = box.querySelector("[data-count]"), wide = box.querySelector("[data-wide]");
    const told = box.querySelector("[data-told]"), bubble = box.querySelector("[data-bubble]");
    const say = (text, words) => text.replace(/\{(\w+)\}/g, (all, name) => words[name] ?? all);
    let timer;
    const show = () => {
      const filled = area.value.replace(/\{([^{}\n]{0,40})\}/g, (all, name) => samples[name] ?? all).trim();
      bubble.textContent = filled;
      let used = [...filled].length, most = Number(box.dataset.most), strange = [];
      if (sms) {
        const letters = [...filled].flatMap((one) => [...(marks[one] ?? one)]);
        strange = [...new Set(letters.filter((one) => !box.dataset.basic.includes(one) && !box.dataset.extended.includes(one)))];
        if (strange.length) { used = letters.join("").length; most = Number(box.dataset.mostWide); }
        else used = letters.reduce((sum, one) => sum + (box.dataset.extended.includes(one) ? 2 : 1), 0);
      }
      const over = used - most;
      count.textContent = say(over > 0 ? box.dataset.sayOver : box.dataset.sayFits, { used, most, over });
      count.className = over > 0 ? "error" : "";
      wide.textContent = strange.length ? say(box.dataset.sayWide, { letters: strange.slice(0, 5).join(" ") }) : "";
      clearTimeout(timer);
      timer = setTimeout(() => { told.textContent = over > 0 ? `${count.textContent} ${wide.textContent}` : ""; }, 800);
    };
    area.addEventListener("input", show);
    box.hidden = false;
    show();
  }
})();
