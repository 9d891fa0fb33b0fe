// The desk under the keyboard: the triage queue and the referral page. Each key does what a link or button does.
const HERE = "fd-family-card--here";
const cards = () => [...document.querySelectorAll(".fd-family-card")];
const here = () => document.querySelector(`.${HERE}`);
const opener = (card) => card?.querySelector(".fd-family-card__worry a");

let keysOn = true;

function goTo(card) {
  if (!card) return;
  cards().forEach((each) => each.classList.toggle(HERE, each === card));
  opener(card)?.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = cards();
  const at = all.indexOf(here());
  goTo(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function press(selector, within = document) {
  const control = within?.querySelector(selector);
  if (!control) return;
  if (control.matches("input, select, textarea")) control.focus();
  else control.click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => opener(here())?.click(),
  c: () => press("[data-claim]", here()),
  d: decide,
  "/": () => press("[data-find]"),
  "?": showList,
};

// From a row to its decision; on the page of a referral to the first thing that is asked there.
function decide() {
  const link = opener(here());
  if (link) window.location.assign(`${link.href}#decide`);
  const place = document.querySelector("#decide");
  if (!place) return;
  place.scrollIntoView({ block: "start" });
  const first = place.querySelector("input[type=radio]:checked, input:not([type=hidden]), textarea, button, a");
  if (first) first.focus();
}

// Without scripts, and in a browser without dialogs, the link leads to the same list on the help page.
function showList(event) {
  const list = document.querySelector("dialog.fd-keylist");
  if (!list?.showModal) return;
  event.preventDefault();
  if (!list.open) list.showModal();
}

// A field in use keeps its letters.
function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act(event);
});

// Whoever reaches a row by Tab or mouse moves the mark with them.
document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.(".fd-family-card");
  if (card) cards().forEach((each) => each.classList.toggle(HERE, each === card));
});

// Speech input can press letters by accident, so they can be turned off (WCAG 2.1.4).
function offerSwitch() {
  const list = document.querySelector(".fd-keys");
  if (!list) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fd-link-button fd-keys__switch";
  button.textContent = "Turn keys off";
  button.addEventListener("click", () => {
    keysOn = !keysOn;
    button.textContent = keysOn ? "Turn keys off" : "Turn keys on";
  });
  list.append(" ", button);
}

offerSwitch();
document.querySelectorAll("[data-keys]").forEach((link) => link.addEventListener("click", showList));
