// Passkeys: asks the device to make a key, or to sign the node's challenge, and sends what it gives back with the form.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function readable(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const one of [...(options.excludeCredentials || []), ...(options.allowCredentials || [])]) one.id = bytes(one.id);
    return options;
  }

  function sendable(made) {
    const answer = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) answer[name] = text(made.response[name]);
    }
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response: answer, clientExtensionResults: {} });
  }

  async function ask(form) {
    if (form.dataset.passkey === "create") {
      return navigator.credentials.create({ publicKey: readable(JSON.parse(form.dataset.options)) });
    }
    const token = form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(form.dataset.optionsUrl, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok) throw new Error(String(answer.status));
    return navigator.credentials.get({ publicKey: readable(await answer.json()) });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    for (const one of document.querySelectorAll("[data-passkey-none]")) one.hidden = true;
    const failed = document.querySelector("[data-passkey-failed]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      if (failed) failed.hidden = true;
      try {
        form.elements.answer.value = sendable(await ask(form));
        form.submit();
      } catch {
        if (failed) failed.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
