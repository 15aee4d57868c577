// Passkeys: asks the browser, puts its answer into the form's hidden field, sends the form. Nothing else.
"use strict";

const decode = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

async function create(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = decode(options.challenge);
  options.user.id = decode(options.user.id);
  options.excludeCredentials = (options.excludeCredentials || []).map((each) => ({ ...each, id: decode(each.id) }));
  const made = await navigator.credentials.create({ publicKey: options });
  return {
    id: made.id,
    rawId: encode(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: encode(made.response.clientDataJSON),
      attestationObject: encode(made.response.attestationObject),
    },
  };
}

async function get(form) {
  const publicKey = {
    challenge: decode(form.elements.challenge.value),
    rpId: form.dataset.party,
    userVerification: "required",
  };
  const shown = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
  return {
    id: shown.id,
    rawId: encode(shown.rawId),
    type: shown.type,
    response: {
      clientDataJSON: encode(clientDataJSON),
      authenticatorData: encode(authenticatorData),
      signature: encode(signature),
      userHandle: userHandle ? encode(userHandle) : null,
    },
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  if (!window.PublicKeyCredential || !button) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const ask = form.dataset.passkey === "create" ? create : get;
    for (const each of form.querySelectorAll("input[required]")) if (!each.reportValidity()) return;
    button.disabled = true;
    try {
      form.elements.passkey.value = JSON.stringify(await ask(form));
      form.submit();
    } catch {
      // The person stopped, or the browser refused; both have told it themselves.
      button.disabled = false;
    }
  });
}
