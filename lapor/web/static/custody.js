// A custodian opens their half here, in the browser: the key file and its passphrase stay on this
// machine. HPKE (RFC 9180, base mode: X25519, HKDF-SHA256, AES-256-GCM) on the browser's own
// WebCrypto; the server's side of it is the `cryptography` library, and a test opens one with the other.
"use strict";
(() => {
  const text = new TextEncoder();
  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
    return whole;
  };
  const fromHex = (hex) => Uint8Array.from(hex.match(/../g) || [], (two) => parseInt(two, 16));
  const toHex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const NOTHING = new Uint8Array(0), VERSION = text.encode("HPKE-v1");
  const KEM = join(text.encode("KEM"), fromHex("0020"));
  const SUITE = join(text.encode("HPKE"), fromHex("002000010002"));
  const BLOCK = 512, LENGTH = 32, NONCE = 12;

  const hmac = async (key, words) => {
    const raw = key.length ? key : new Uint8Array(LENGTH);
    const made = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", made, words));
  };
  const extract = (suite, salt, label, words) => hmac(salt, join(VERSION, suite, text.encode(label), words));
  const expand = async (suite, key, label, about, length) => {
    const size = Uint8Array.of(length >> 8, length & 255);
    const words = join(size, VERSION, suite, text.encode(label), about, Uint8Array.of(1));
    return (await hmac(key, words)).slice(0, length);
  };
  const publicKey = (raw) => crypto.subtle.importKey("raw", raw, { name: "X25519" }, true, []);
  const privateKey = (raw) => crypto.subtle.importKey(
    "pkcs8", join(fromHex("302e020100300506032b656e04220420"), raw), { name: "X25519" }, false, ["deriveBits"]);
  const agreed = async (own, theirs) => new Uint8Array(
    await crypto.subtle.deriveBits({ name: "X25519", public: theirs }, own, 8 * LENGTH));

  const schedule = async (secret, about) => {
    const named = await extract(SUITE, NOTHING, "psk_id_hash", NOTHING);
    const bound = await extract(SUITE, NOTHING, "info_hash", about);
    const context = join(Uint8Array.of(0), named, bound);
    const root = await extract(SUITE, secret, "secret", NOTHING);
    const raw = await expand(SUITE, root, "key", context, LENGTH);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    return [key, { name: "AES-GCM", iv: await expand(SUITE, root, "base_nonce", context, NONCE) }];
  };
  const shared = async (agreement, sent, receiver) => {
    const root = await extract(KEM, NOTHING, "eae_prk", agreement);
    return expand(KEM, root, "shared_secret", join(sent, receiver), LENGTH);
  };
  const open = async (sealed, own, ownPublic, about) => {
    const sent = sealed.slice(0, LENGTH);
    const secret = await shared(await agreed(own, await publicKey(sent)), sent, ownPublic);
    const [key, how] = await schedule(secret, about);
    const padded = new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.slice(LENGTH)));
    return padded.slice(4, 4 + new DataView(padded.buffer).getUint32(0));
  };
  const seal = async (plain, to, about) => {
    const pair = await crypto.subtle.generateKey({ name: "X25519" }, true, ["deriveBits"]);
    const sent = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const secret = await shared(await agreed(pair.privateKey, await publicKey(to)), sent, to);
    const [key, how] = await schedule(secret, about);
    const padded = new Uint8Array(Math.ceil((4 + plain.length) / BLOCK) * BLOCK);
    new DataView(padded.buffer).setUint32(0, plain.length);
    padded.set(plain, 4);
    return join(sent, new Uint8Array(await crypto.subtle.encrypt(how, key, padded)));
  };

  // The private half of a key file; throws where the passphrase is another.
  const unlock = async (file, passphrase) => {
    const typed = await crypto.subtle.importKey("raw", text.encode(passphrase), "PBKDF2", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt: fromHex(file.salt), iterations: file.rounds },
      typed, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const how = { name: "AES-GCM", iv: fromHex(file.nonce), additionalData: fromHex(file.public) };
    const raw = new Uint8Array(await crypto.subtle.decrypt(how, key, fromHex(file.sealed)));
    const made = await privateKey(raw);
    raw.fill(0);
    return made;
  };
  const answer = async (paper, file, own) => {
    const half = await open(fromHex(paper.half), own, fromHex(file.public), text.encode(`lapor vault ${paper.number}`));
    const about = text.encode(`lapor answer ${paper.request} ${paper.side}`);
    const sealed = await seal(half, fromHex(paper.to), about);
    half.fill(0);
    return JSON.stringify({ lapor: "lapor opened half 1", request: paper.request, half: toHex(sealed) });
  };

  const start = async (form) => {
    const [file, passphrase] = [form.querySelector("[data-key]"), form.querySelector("[data-passphrase]")];
    const says = form.querySelector("[data-says]"), button = form.querySelector("button");
    const paper = JSON.parse(form.dataset.paper);
    const fail = (name) => { says.textContent = form.dataset[name]; says.hidden = false; button.disabled = false; };
    try {
      await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    } catch {
      return; // a browser of before X25519: the way by file stays
    }
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      says.hidden = true;
      if (!file.files.length) return fail("noFile");
      button.disabled = true;
      let key, own;
      try {
        key = JSON.parse(await file.files[0].text());
        if (key.lapor !== "lapor custodian key 1") return fail("noKey");
      } catch {
        return fail("noKey");
      }
      try {
        own = await unlock(key, passphrase.value);
      } catch {
        return fail("wrong");
      }
      try {
        form.querySelector("[name=answer]").value = await answer(paper, key, own);
      } catch {
        return fail("other");
      }
      passphrase.value = "";
      form.submit();
    });
  };
  for (const form of document.querySelectorAll("form[data-paper]")) start(form);
})();
