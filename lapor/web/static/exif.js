// Where a photo says it was taken, read in the browser from JPEG and HEIC. Nothing is sent for it.
// placeIn(file) gives {latitude, longitude, accuracy} in degrees and metres, or null.
const placeIn = (() => {
  const HEAD = 262144, LARGEST = 1048576, MOST_BOXES = 64, GPS = 0x8825, DEGREES = 3;
  const JPEG = 0xffd8, APP1 = 0xffe1, PICTURE = 0xffda;
  const view = async (file, from, length) => new DataView(await file.slice(from, from + length).arrayBuffer());
  const word = (at, from, length) => String.fromCharCode(...new Uint8Array(at.buffer, from, length));

  // The place in what TIFF calls a directory of tags; throws where it is cut off.
  function ofTiff(at, start) {
    const little = at.getUint16(start) === 0x4949;
    const short = (n) => at.getUint16(start + n, little), long = (n) => at.getUint32(start + n, little);
    const tags = (n) => new Map(Array.from({ length: short(n) }, (_, i) => [short(n + 2 + 12 * i), n + 2 + 12 * i]));
    const ratio = (n) => long(n) / long(n + 4);
    const root = tags(long(4));
    if (!root.has(GPS)) return null;
    const gps = tags(long(root.get(GPS) + 8));
    const degrees = (tag, minus) => {
      const side = String.fromCharCode(at.getUint8(start + gps.get(tag - 1) + 8)), entry = gps.get(tag);
      if (long(entry + 4) !== DEGREES) return NaN;
      const [whole, minutes, seconds] = [0, 8, 16].map((n) => ratio(long(entry + 8) + n));
      return (whole + minutes / 60 + seconds / 3600) * (side === minus ? -1 : 1);
    };
    const found = { latitude: degrees(2, "S"), longitude: degrees(4, "W") };
    const off = gps.has(31) ? Math.ceil(ratio(long(gps.get(31) + 8))) : NaN;
    if (!Number.isFinite(found.latitude) || !Number.isFinite(found.longitude)) return null;
    return { ...found, accuracy: Number.isFinite(off) ? off : null };
  }

  function ofJpeg(at) {
    for (let n = 2; n + 10 < at.byteLength;) {
      const mark = at.getUint16(n), size = at.getUint16(n + 2);
      if (mark >> 8 !== 0xff || mark === PICTURE || size < 2) return null;
      if (mark === APP1 && word(at, n + 4, 6) === "Exif\0\0") return ofTiff(at, n + 10);
      n += 2 + size;
    }
    return null;
  }

  // The boxes of an ISO file between two places: what each is called, where it begins and ends.
  function* boxes(at, from, to) {
    for (let n = from, count = 0; n + 8 <= to && count < MOST_BOXES * 16; count += 1) {
      const size = at.getUint32(n);
      if (size < 8 || n + size > to) return;
      yield { name: word(at, n + 4, 4), from: n + 8, to: n + size };
      n += size;
    }
  }
  async function metaOf(file) {
    for (let n = 0, count = 0; n + 16 <= file.size && count < MOST_BOXES; count += 1) {
      const head = await view(file, n, 16);
      const size = head.getUint32(0) === 1 ? Number(head.getBigUint64(8)) : head.getUint32(0);
      if (word(head, 4, 4) === "meta") return size <= LARGEST ? view(file, n, size) : null;
      if (size < 8) return null;
      n += size;
    }
    return null;
  }
  function numberOfExif(at, list) {
    const wide = at.getUint8(list.from) > 0;
    for (const item of boxes(at, list.from + (wide ? 8 : 6), list.to)) {
      const long = at.getUint8(item.from) > 2; // the version of the entry
      if (word(at, item.from + (long ? 10 : 8), 4) === "Exif") return long ? at.getUint32(item.from + 4) : at.getUint16(item.from + 4);
    }
    return null;
  }
  // Where in the file that item lies: [from, length].
  function placeOf(at, list, wanted) {
    const version = at.getUint8(list.from), sizes = at.getUint16(list.from + 4);
    const [offset, length, base, index] = [12, 8, 4, 0].map((shift) => (sizes >> shift) & 15);
    let n = list.from + 6;
    const take = (size) => {
      const was = n;
      n += size;
      if (size === 2) return at.getUint16(was);
      if (size === 4) return at.getUint32(was);
      return size === 8 ? Number(at.getBigUint64(was)) : 0;
    };
    const wide = version < 2 ? 2 : 4;
    for (let left = take(wide); left > 0 && n < list.to; left -= 1) {
      const item = take(wide), how = version ? take(2) & 15 : 0;
      take(2);
      const start = take(base), parts = take(2);
      for (let part = 0; part < parts && n < list.to; part += 1) {
        if (version) take(index);
        const from = start + take(offset), size = take(length);
        if (item === wanted && part === 0 && how === 0) return [from, size];
      }
    }
    return null;
  }
  async function ofHeic(file) {
    const at = await metaOf(file);
    if (!at) return null;
    const named = new Map([...boxes(at, 12, at.byteLength)].map((box) => [box.name, box]));
    if (!named.has("iinf") || !named.has("iloc")) return null;
    const number = numberOfExif(at, named.get("iinf"));
    const place = number === null ? null : placeOf(at, named.get("iloc"), number);
    if (!place) return null;
    const exif = await view(file, place[0], Math.min(place[1], HEAD));
    return ofTiff(exif, 4 + exif.getUint32(0));
  }

  return async (file) => {
    try {
      const head = await view(file, 0, HEAD);
      if (head.getUint16(0) === JPEG) return ofJpeg(head);
      return word(head, 4, 4) === "ftyp" ? await ofHeic(file) : null;
    } catch { // cut off, or made to mislead: then it says no place
      return null;
    }
  };
})();
