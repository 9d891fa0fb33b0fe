// The triage queue under the keyboard, and word of what arrived meanwhile. Each key does what a link or button does.
const HERE = "fd-family-card--here";
const POLL = 30_000; // milliseconds
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
  d: () => press("[data-decide]", here()),
  "/": () => press("[data-find]"),
  "?": () => press("[data-keys]"),
};

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
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

// The rows one reads stay where they are: only the line "2 new since 11:18" changes.
async function poll(place) {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(place.dataset.pollUrl, {
      headers: { "X-Requested-With": "poll" },
      credentials: "same-origin",
      redirect: "manual",
    });
    if (!answer.ok) return;
    const html = (await answer.text()).trim();
    if (html !== place.dataset.shown) {
      place.dataset.shown = html;
      place.innerHTML = html;
    }
  } catch {
    // The next round asks again.
  }
}

document.querySelectorAll("[data-poll-url]").forEach((place) => window.setInterval(() => poll(place), POLL));
offerSwitch();
