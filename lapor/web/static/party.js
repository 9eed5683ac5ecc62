// Takes the secret of a link out of the address, where the browser would keep it, and into the form.
(() => {
  const field = document.getElementById("tautan");
  const take = () => {
    const secret = location.hash.slice(1);
    if (!field || !/^[\w-]{22}$/.test(secret)) return;
    history.replaceState(null, "", location.pathname);
    field.value = secret;
    for (const part of document.querySelectorAll("[data-typed]")) part.hidden = true;
    for (const part of document.querySelectorAll("[data-brought]")) part.hidden = false;
  };
  take();
  addEventListener("hashchange", take); // the link was followed in this very tab
})();
