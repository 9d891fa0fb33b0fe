// The decision stays in sight beside the facts, as long as all of it fits under the clock. A longer one scrolls with the
// page: no part of it is covered, and no part scrolls by itself. Without scripts it always scrolls with the page.
const BELOW = 4; // pixels left free

function keepInSight(panel) {
  const clock = document.querySelector(".fd-clock-panel");
  const draw = () => {
    const top = (clock?.offsetHeight ?? 0) + BELOW;
    panel.style.setProperty("--fd-under-clock", `${top}px`);
    panel.classList.toggle("fd-decide--stays", top + panel.offsetHeight + BELOW <= window.innerHeight);
  };
  const watch = new ResizeObserver(draw);
  for (const part of [panel, clock]) if (part) watch.observe(part);
  window.addEventListener("resize", draw);
}

document.querySelectorAll(".fd-decide").forEach(keepInSight);
