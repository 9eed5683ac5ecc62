// Passkeys: asks the browser for one and sends what it says in the form's field. Without this file
// the forms with data-passkey stay hidden, and every page offers another way.
(() => {
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  const plain = (credential) => {
    const said = credential.response, out = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) if (said[name]) out[name] = text(said[name]);
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: out,
      authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults(),
    };
  };
  const make = ({ publicKey: k }) => navigator.credentials.create({ publicKey: {
    ...k, challenge: bytes(k.challenge), user: { ...k.user, id: bytes(k.user.id) }, excludeCredentials: known(k.excludeCredentials),
  } });
  const show = ({ publicKey: k }) => navigator.credentials.get({ publicKey: { ...k, challenge: bytes(k.challenge), allowCredentials: known(k.allowCredentials) } });
  const asked = async (form) => {
    if (form.dataset.passkey !== "enter") return JSON.parse(form.querySelector("#kunci-sandi").textContent);
    const answer = await fetch(form.dataset.options, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    return answer.json();
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    document.querySelector("[data-without]")?.remove();
    form.addEventListener("submit", async (e) => {
      if (form.elements.credential.value) return;
      e.preventDefault(); e.stopImmediatePropagation();
      const wrong = form.querySelector("[data-wrong]"); wrong.hidden = true;
      try {
        const options = await asked(form);
        const ask = options.creation_options ?? options.request_options;
        const found = await (form.dataset.passkey === "make" ? make(ask) : show(ask));
        form.elements.credential.value = JSON.stringify(plain(found));
        form.requestSubmit();
      } catch { wrong.hidden = false; wrong.setAttribute("role", "alert"); }
    }, { capture: true }); // before the form is taken as sent
  }
})();
