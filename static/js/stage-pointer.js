// A large picture under the mouse and the fingers: zoomed at the pointer by the wheel, a
// double click or two fingers, moved by one, or by the buttons beside it.
import { acts, draw, full, glide, isZoomed, stageAt, viewOf, zoomTo } from "./stage.js";

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-zoom-to]")?.dataset.zoomTo;
  const stage = stageAt(event.target);
  if (act && stage) glide(viewOf(stage), () => acts[act](viewOf(stage)));
});

document.addEventListener("dblclick", (event) => {
  const stage = stageAt(event.target);
  if (!stage || event.target.closest("a, button")) return;
  const view = viewOf(stage);
  const to = isZoomed(view) ? 1 : Math.max(full(view), 2);
  glide(view, () => zoomTo(view, to, { x: event.clientX, y: event.clientY }));
});

document.addEventListener(
  "wheel",
  (event) => {
    const stage = stageAt(event.target);
    if (!stage) return;
    const view = viewOf(stage);
    if (!event.ctrlKey && event.deltaY > 0 && !isZoomed(view)) return; // the page scrolls on
    event.preventDefault();
    const px = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1);
    // Two fingers on a pad come as small steps with Ctrl; a wheel as large ones.
    const by = Math.max(-0.4, Math.min(0.4, -px * (event.ctrlKey ? 0.01 : 0.002)));
    zoomTo(view, view.zoom * Math.exp(by), { x: event.clientX, y: event.clientY });
  },
  { passive: false },
);

// One finger or the mouse moves what is zoomed; two fingers zoom at their middle.
const touching = new Map();

const middle = () => {
  const [one, two] = [...touching.values()];
  const spread = Math.hypot(one.x - two.x, one.y - two.y);
  return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2, spread };
};

document.addEventListener("pointerdown", (event) => {
  const stage = stageAt(event.target);
  if (!stage || event.button !== 0 || event.target.closest("a, button")) return;
  touching.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (touching.size === 2 || isZoomed(viewOf(stage))) {
    for (const id of touching.keys()) stage.setPointerCapture(id);
    stage.classList.add("is-moving");
    if (event.pointerType === "mouse") event.preventDefault(); // no ghost of the picture
    stage.focus({ preventScroll: true });
  }
});

document.addEventListener("pointermove", (event) => {
  const stage = stageAt(event.target);
  const last = touching.get(event.pointerId);
  if (!stage || !last) return;
  const view = viewOf(stage);
  const before = touching.size === 2 ? middle() : last;
  touching.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (touching.size !== 2 && !isZoomed(view)) return;
  const after = touching.size === 2 ? middle() : touching.get(event.pointerId);
  view.x += after.x - before.x;
  view.y += after.y - before.y;
  if (touching.size === 2) zoomTo(view, view.zoom * (after.spread / before.spread), after);
  else draw(view);
});

for (const ending of ["pointerup", "pointercancel"]) {
  document.addEventListener(ending, (event) => {
    touching.delete(event.pointerId);
    if (!touching.size) for (const stage of document.querySelectorAll(".is-moving")) stage.classList.remove("is-moving");
  });
}
