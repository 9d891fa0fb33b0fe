// Passkeys: each form marked data-passkey sends what the browser's passkey answers. Without this script the forms say
// that passkeys need it, and the password still works. `webauthnJSON` comes from the sign-in package.
const reader = window.webauthnJSON;

async function create(form) {
  const options = JSON.parse(form.dataset.options).creation_options;
  const alone = Boolean(form.elements.passwordless?.checked);
  Object.assign(options.publicKey.authenticatorSelection, {
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  });
  return reader.create(options);
}

async function use(form) {
  if (form.dataset.options) return reader.get(JSON.parse(form.dataset.options).request_options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("No challenge came.");
  return reader.get((await answer.json()).request_options);
}

async function run(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const answer = form.dataset.passkey === "create" ? await create(form) : await use(form);
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch {
    failed.hidden = false;
  }
}

if (window.PublicKeyCredential && reader) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("[data-passkey-needs]").hidden = true;
    form.querySelector("[data-passkey-button]").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
}
