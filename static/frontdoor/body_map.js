// With a pointer, a mark is put on the figure: the region in the list is filled in, and the place goes with the form.
// Without this script, and by keyboard, the list alone does it.

const NAMESPACE = "http://www.w3.org/2000/svg";

function nearest(half, x, y) {
  const regions = [...half.querySelectorAll("[data-region]")];
  const far = (one) => (Number(one.getAttribute("cx")) - x) ** 2 + (Number(one.getAttribute("cy")) - y) ** 2;
  return regions.reduce((best, one) => (far(one) < far(best) ? one : best));
}

function placeWithin(half, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(half.getScreenCTM().inverse());
  return [Math.round(Math.min(100, Math.max(0, point.x))), Math.round(Math.min(220, Math.max(0, point.y)))];
}

function ghost(figure, half, x, y) {
  figure.querySelector(".fd-figure__new")?.remove();
  const ring = document.createElementNS(NAMESPACE, "circle");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: 4, class: "fd-figure__new" })) ring.setAttribute(name, value);
  half.append(ring);
}

document.querySelectorAll("form[data-body-map]").forEach((form) => {
  const figure = form.closest(".fd-body").querySelector("[data-figure]");
  const { x, y, region } = form.elements;
  form.querySelector("[data-pointer]").hidden = false;
  figure.classList.add("fd-figure--press");
  figure.addEventListener("click", (event) => {
    const halves = [...figure.querySelectorAll("[data-half]")];
    const middle = figure.getBoundingClientRect();
    const half = halves[event.clientX < middle.left + middle.width / 2 ? 0 : 1];
    [x.value, y.value] = placeWithin(half, event);
    region.value = nearest(half, Number(x.value), Number(y.value)).dataset.region;
    ghost(figure, half, x.value, y.value);
    region.focus();
  });
  region.addEventListener("change", () => {
    x.value = y.value = "";
    figure.querySelector(".fd-figure__new")?.remove();
  });
});
