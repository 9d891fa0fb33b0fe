// Signing in again over a page that is being written. The ordinary sign-in opens in a small window of this service, so
// every step works there: the password, the second step, a passkey. This page stays as it is underneath.
const QUIET = 1500; // milliseconds without a key before the question opens
const LOOK = 500;
const CHANNEL = "signed-in-again";

export function signInAgain({ address, quiet, again }) {
  const dialog = document.querySelector("dialog[data-again]");
  if (!dialog?.showModal) return null;
  const field = () => (document.activeElement?.name ? document.activeElement : back);
  let back = null;
  let over = false;
  let small = null;
  const heard = new BroadcastChannel(CHANNEL);
  heard.addEventListener("message", again);
  const open = (event) => {
    const opened = window.open(address, "sign-in-again", "popup,width=520,height=720");
    if (!opened) return; // the link then opens a tab
    event.preventDefault();
    small = opened;
  };
  const link = dialog.querySelector("a[data-again-open]");
  const look = window.setInterval(() => {
    if (over || dialog.open || document.querySelector("dialog[open]") || quiet() < QUIET) return;
    if (dialog.dataset.refused) return;
    back = field();
    link.href = address;
    dialog.showModal();
  }, LOOK);
  const refuse = () => (dialog.dataset.refused = "yes");
  link.addEventListener("click", open);
  dialog.addEventListener("cancel", refuse);
  dialog.querySelector("button").addEventListener("click", refuse);
  return {
    done() {
      over = true;
      window.clearInterval(look);
      heard.close();
      link.removeEventListener("click", open);
      dialog.removeEventListener("cancel", refuse);
      delete dialog.dataset.refused;
      small?.close();
      if (!dialog.open) return;
      dialog.close();
      back?.focus();
    },
  };
}

// The last page of the small window says so to the page underneath, and goes.
if (document.querySelector("[data-signed-in-again]")) {
  new BroadcastChannel(CHANNEL).postMessage("yes");
  if (window.opener) window.close(); // only what a page opened may be closed by it
}
