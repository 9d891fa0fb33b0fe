// Word of what arrived in the triage queue meanwhile.
const POLL = 30_000; // milliseconds

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
