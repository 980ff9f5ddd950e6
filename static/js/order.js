// Puts a picture of a collection elsewhere by dragging it; the arrows do it without.
const AWAY_PX = 6;
let drag = null;

const placeAt = (x, y) => document.elementFromPoint(x, y)?.closest(".order__place");

/** Say before which place the dragged one lands: null for the end. */
function landing(x, y) {
  const place = placeAt(x, y);
  if (!place || place === drag.place) return undefined;
  const box = place.getBoundingClientRect();
  return x < box.left + box.width / 2 ? place : place.nextElementSibling;
}

function point(target) {
  for (const each of document.querySelectorAll(".order__place.is-target")) each.classList.remove("is-target");
  target?.classList.add("is-target");
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.button === 0 && event.target.closest?.("[data-order-grip]");
  if (!grip) return;
  drag = { place: grip.closest(".order__place"), x: event.clientX, y: event.clientY, isOn: false };
  grip.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const { clientX: x, clientY: y } = event;
  drag.isOn ||= Math.hypot(x - drag.x, y - drag.y) > AWAY_PX;
  if (!drag.isOn) return;
  drag.place.classList.add("is-dragged");
  drag.target = landing(x, y);
  point(drag.target);
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { place, target, isOn } = drag;
  drag = null;
  place.classList.remove("is-dragged");
  point(null);
  if (!isOn || target === undefined || target === place) return;
  const list = place.closest("[data-order]");
  list.insertBefore(place, target);
  const values = { picture: place.dataset.output, before: (target ?? { dataset: { output: list.dataset.beyond } }).dataset.output };
  window.htmx.ajax("POST", list.dataset.order, { source: document.body, target: "#order", swap: "outerHTML", values });
});

document.addEventListener("pointercancel", () => {
  drag?.place.classList.remove("is-dragged");
  drag = null;
  point(null);
});
