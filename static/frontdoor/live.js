// Keeps the words and bars of running deadlines true while a page stays open. The server's words stand without it.
const EVERY = 30_000; // milliseconds
const MINUTE = 60_000;
const SOON = 60 * MINUTE;

const bars = [...document.querySelectorAll(".fd-time-bar[data-due]")];
// The server's clock counts, not the computer's: a slow computer must not promise time that is not there.
const ahead = bars.length ? Date.parse(bars[0].dataset.now) - Date.now() : 0;

// The same words as humanise_gap() in core/wording.py.
export function humaniseGap(milliseconds, daysFrom = 48) {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  if (minutes < 1) return "less than 1 min";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours >= daysFrom) {
    const days = Math.floor(hours / 24);
    const over = hours % 24;
    return `${days} day${days === 1 ? "" : "s"}${over ? ` ${over} h` : ""}`;
  }
  if (!hours) return `${rest} min`;
  return rest ? `${hours} h ${rest} min` : `${hours} h`;
}

function draw(bar, now) {
  const due = Date.parse(bar.dataset.due);
  const started = Date.parse(bar.dataset.started);
  const left = due - now;
  const state = left < 0 ? "over" : left <= SOON ? "soon" : "calm";
  const purpose = bar.dataset.purpose ? ` ${bar.dataset.purpose}` : "";
  const words = `${humaniseGap(left, Number(bar.dataset.daysFrom) || undefined)} ${state === "over" ? "over" : "left"}${purpose}`;
  const text = bar.querySelector(".fd-time-bar__left");
  if (text.textContent !== words) text.textContent = words;
  for (const each of ["calm", "soon", "over"]) bar.classList.toggle(`fd-time-bar--${each}`, each === state);
  bar.closest(".fd-family-card")?.classList.toggle("fd-family-card--over", state === "over");
  const used = due > started ? Math.min(Math.max((now - started) / (due - started), 0), 1) : 1;
  bar.querySelector(".fd-time-bar__used").setAttribute("width", String(Math.round(used * 100)));
  if (state === "over") sayWasDue(bar.querySelector(".fd-time-bar__clock"));
}

function sayWasDue(clock) {
  if (!/\bwas due\b/i.test(clock.textContent)) {
    clock.textContent = clock.textContent.replace(/\bdue\b/, "was due").replace(/^Due\b/, "Was due");
  }
}

function drawAll() {
  const now = Date.now() + ahead;
  bars.forEach((bar) => draw(bar, now));
}

if (bars.length) {
  window.setInterval(drawAll, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") drawAll();
  });
}
