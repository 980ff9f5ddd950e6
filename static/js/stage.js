// The stage of a large picture: fitted, at 100 %, or anything between. 100 % is one pixel
// of the picture on one pixel of the screen. The original is fetched only when the
// thumbnail has no more to show.
import { within } from "./tiles.js";

const MOST = 8;
const STEP = 1.5;
const SHARP_FROM = 3;
const views = new WeakMap();
const speak = new Map();

/** Return the stage that something lies on. */
export const stageAt = (place) => place?.closest?.("[data-zoom]");
const dots = () => devicePixelRatio || 1;

/** Return where a stage stands: its layer, the size of its picture, zoom and place. */
export function viewOf(stage) {
  if (!views.has(stage)) {
    const [width, height] = [Number(stage.dataset.width), Number(stage.dataset.height)];
    const layer = stage.querySelector("[data-zoom-layer]");
    views.set(stage, { stage, layer, width, height, zoom: 1, x: 0, y: 0 });
  }
  return views.get(stage);
}

/** Return how many pixels of the screen one pixel of the picture takes when fitted. */
function fitOf({ layer, width, height }) {
  const box = { width: layer.offsetWidth, height: layer.offsetHeight };
  return (Math.min(box.width / width, box.height / height) || 1) * dots();
}

/** Say whether a picture is larger than fitted. */
export const isZoomed = (view) => view.zoom > 1.001;
const mostOf = (view) => Math.max(MOST / fitOf(view), 1);

/** Keep the picture on the stage: centred while it is smaller, else edge to edge. */
function hold(view) {
  const { layer } = view;
  const [inner, outer] = [fitOf(view) / dots(), { x: layer.offsetWidth, y: layer.offsetHeight }];
  const size = { x: view.width * inner * view.zoom, y: view.height * inner * view.zoom };
  for (const axis of ["x", "y"]) {
    const margin = (outer[axis] * view.zoom - size[axis]) / 2;
    const start = view[axis] + margin;
    const least = Math.min(0, outer[axis] - size[axis]);
    const held = least < 0 ? Math.min(0, Math.max(least, start)) : (outer[axis] - size[axis]) / 2;
    view[axis] = Math.round(held * dots()) / dots() - margin;
  }
}

/** Put the picture where its view says, and tell how large it is. */
export function draw(view) {
  const { stage, layer } = view;
  const zoomed = isZoomed(view);
  if (!zoomed) Object.assign(view, { zoom: 1, x: 0, y: 0 });
  else hold(view);
  const moved = `translate(${view.x}px, ${view.y}px) scale(${view.zoom})`;
  layer.style.transform = zoomed ? moved : "";
  const scale = fitOf(view) * view.zoom;
  stage.classList.toggle("is-zoomed", zoomed);
  stage.classList.toggle("is-sharp", scale >= SHARP_FROM);
  tell(view, scale, zoomed);
  if (zoomed) sharpen(view, scale);
}

/** Write the percentage, and say it once the zooming rests. */
function tell(view, scale, zoomed) {
  const { stage } = view;
  const sign = stage.querySelector("[data-zoom-percent]");
  if (!sign) return;
  const words = sign.dataset.zoomPercent.replace("{n}", Math.round(scale * 100));
  const isFull = Math.abs(scale - 1) < 0.005;
  for (const [act, pressed] of [["fit", !zoomed], ["full", zoomed && isFull]]) {
    stage.querySelector(`[data-zoom-to="${act}"]`)?.setAttribute("aria-pressed", pressed);
  }
  const changed = sign.textContent !== words;
  sign.textContent = words;
  const said = stage.querySelector("[data-zoom-said]");
  clearTimeout(speak.get(stage));
  if (changed && view.told) speak.set(stage, setTimeout(() => (said.textContent = words), 600));
  view.told = true;
}

/** Fetch more pixels once those at hand are stretched: the largest thumbnail first. */
function sharpen(view, scale) {
  const [image] = view.layer.querySelectorAll("img.picture__image");
  if (image.srcset) image.sizes = `${Math.max(view.width, 1280)}px`;
  const longest = Math.max(view.width, view.height);
  const isStretched = scale > 0.995 || scale * longest > 1280 * 1.05;
  if (!isStretched || view.original) return;
  view.original = new Image();
  Object.assign(view.original, { className: "picture__image is-original", alt: "", decoding: "async" });
  view.original.src = view.stage.dataset.zoom;
  view.stage.classList.add("is-loading");
  view.original.decode().then(
    () => {
      view.layer.append(view.original);
      // Two frames later it is drawn: what shines through is not drawn twice.
      requestAnimationFrame(() => requestAnimationFrame(() => image.classList.add("is-beneath")));
    },
    () => (view.original = null), // gone or cut: the thumbnail stays, the next zoom asks again
  ).finally(() => view.stage.classList.remove("is-loading"));
}

/** Zoom to a factor of the fitted size, keeping what lies at a point where it is. */
export function zoomTo(view, zoom, at) {
  const box = view.stage.getBoundingClientRect();
  const point = at
    ? { x: at.x - box.left - view.stage.clientLeft, y: at.y - box.top - view.stage.clientTop }
    : { x: view.layer.offsetWidth / 2, y: view.layer.offsetHeight / 2 };
  const next = Math.min(Math.max(zoom, 1), mostOf(view));
  const ratio = next / view.zoom;
  view.x = point.x - (point.x - view.x) * ratio;
  view.y = point.y - (point.y - view.y) * ratio;
  view.zoom = next;
  draw(view);
}

/** Make a change visible as a movement. */
export function glide(view, change) {
  view.layer.classList.add("is-gliding");
  change();
  setTimeout(() => view.layer.classList.remove("is-gliding"), 200);
}

/** Return the zoom of 100 %. */
export const full = (view) => 1 / fitOf(view);
/** What buttons and keys do to a view. */
export const acts = {
  in: (view) => zoomTo(view, view.zoom * STEP),
  out: (view) => zoomTo(view, view.zoom / STEP),
  fit: (view) => zoomTo(view, 1),
  full: (view) => zoomTo(view, full(view)),
};

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target.isConnected) draw(viewOf(stageAt(target)));
});

/** Show the percentage of the stages that have just come to the page. */
function greet(part) {
  for (const layer of within(part, "[data-zoom-layer]")) resized.observe(layer);
}

for (const arrival of ["picture-shown", "htmx:load"]) {
  document.addEventListener(arrival, ({ target }) => greet(target));
}
greet(document.body);
