// The point of a report: of this device, or of a photo that holds one. Each only where the person
// says yes; a photo is read here (exif.js) and what it holds goes nowhere before. Without this file
// there are two fields for numbers.
(() => {
  const box = document.querySelector("[data-point]"), form = box?.closest("form");
  if (!form) return;
  const part = (name) => box.querySelector(`[data-${name}]`), say = (what) => box.dataset[`say${what}`];
  const field = (name) => form.elements[name];
  const [set, words, numbers, drop, here, says] = ["set", "words", "numbers", "drop", "here", "says"].map(part);
  const METRE = 5; // decimals
  const within = ({ latitude, longitude }) => latitude >= +box.dataset.south && latitude <= +box.dataset.north
    && longitude >= +box.dataset.west && longitude <= +box.dataset.east;
  const about = (off) => say("About").replace("{n}", off.toLocaleString(document.documentElement.lang));

  // What happened; `shown`: it stands on the page already, and is only read aloud.
  const tell = (text, shown = false) => { says.textContent = text; says.classList.toggle("hide", shown); };

  function take(place, source) {
    const [latitude, longitude] = [place.latitude, place.longitude].map((one) => String(+one.toFixed(METRE)));
    const off = place.accuracy === null ? "" : String(Math.ceil(place.accuracy));
    field("latitude").value = latitude; field("longitude").value = longitude;
    field("point_for").value = `${latitude} ${longitude}`; field("point_from").value = source; field("accuracy").value = off;
    words.textContent = say(source === "photo" ? "Photo" : "Device") + (off ? `, ${about(+off)}` : "");
    numbers.textContent = `${latitude}, ${longitude}`;
    set.hidden = drop.hidden = false;
    tell(words.textContent, true);
    box.classList.remove("field-bad");
    for (const error of box.querySelectorAll(".error")) error.remove();
    for (const input of box.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    changed();
  }
  const changed = () => field("latitude").dispatchEvent(new Event("change", { bubbles: true }));
  function forget() {
    for (const name of ["point_for", "point_from", "accuracy"]) field(name).value = "";
    set.hidden = true;
  }

  drop.hidden = set.hidden;
  drop.onclick = () => {
    forget();
    field("latitude").value = field("longitude").value = "";
    changed();
    tell(say("Dropped"));
    (here.hidden ? box.querySelector("summary") : here).focus();
  };
  // What a person types is theirs, and no longer what the device or the photo said.
  for (const name of ["latitude", "longitude"]) field(name).addEventListener("input", forget);

  if (navigator.geolocation && isSecureContext) {
    here.hidden = false;
    here.onclick = () => {
      if (here.getAttribute("aria-disabled")) return;
      here.setAttribute("aria-disabled", "true");
      tell(say("Search"));
      const end = (text) => { here.removeAttribute("aria-disabled"); tell(text); };
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        if (coords.accuracy > +box.dataset.most) return end(say("Rough").replace("{n}", Math.ceil(coords.accuracy).toLocaleString(document.documentElement.lang)));
        if (!within(coords)) return end(say("Elsewhere"));
        end("");
        take({ latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy }, "device");
      }, (fault) => end(say(fault.code === 1 ? "Refused" : "Failed")), { enableHighAccuracy: true, timeout: 20000 });
    };
  }

  // A photo that holds its place: asked about once, and only while there is no point yet.
  const offer = form.querySelector("[data-photo-point]"), used = form.querySelector("[data-photo-used]");
  if (!offer || typeof placeIn !== "function") return;
  let found = null, settled = false;
  const look = async (files) => {
    for (const file of files) {
      const place = settled || field("latitude").value ? null : await placeIn(file);
      if (!place || !within(place) || settled || field("latitude").value) continue;
      found = { ...place, accuracy: place.accuracy > +box.dataset.most ? null : place.accuracy };
      offer.querySelector("[data-photo-numbers]").textContent = `${+found.latitude.toFixed(METRE)}, ${+found.longitude.toFixed(METRE)}`;
      used.hidden = true; offer.hidden = false;
      return;
    }
  };
  // Before upload.js takes the files out of their field.
  form.addEventListener("change", (e) => { if (e.target.type === "file") look([...e.target.files]); }, true);
  offer.querySelector("[data-yes]").onclick = () => {
    settled = true; offer.hidden = true; used.hidden = false;
    take(found, "photo");
    used.focus();
  };
  offer.querySelector("[data-no]").onclick = () => {
    settled = true; offer.hidden = true; found = null;
    form.querySelector("#f-report-upload").focus();
  };
})();
