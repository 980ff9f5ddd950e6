// The large picture: fitted, at 100 %, or anything between, zoomed where the pointer
// is and moved by drag or arrows. 100 % is one pixel of the picture on one pixel of
// the screen. The original is fetched only when the thumbnail has no more to show.
const MOST = 8;
const STEP = 1.5;
const SHARP_FROM = 3;
const PAN_PX = 80;
const views = new WeakMap();
const speak = new Map();

const stageAt = (place) => place?.closest?.("[data-zoom]");
const now = () => {
  const dialog = document.querySelector("[data-picture-dialog][open]");
  return (dialog ?? document).querySelector("[data-zoom]");
};
const dots = () => devicePixelRatio || 1;

/** Return where a stage stands: its layer, the size of its picture, zoom and place. */
function viewOf(stage) {
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

const isZoomed = (view) => view.zoom > 1.001;
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

function draw(view) {
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
function zoomTo(view, zoom, at) {
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

function glide(view, change) {
  view.layer.classList.add("is-gliding");
  change();
  setTimeout(() => view.layer.classList.remove("is-gliding"), 200);
}

const full = (view) => 1 / fitOf(view);
const acts = {
  in: (view) => zoomTo(view, view.zoom * STEP),
  out: (view) => zoomTo(view, view.zoom / STEP),
  fit: (view) => zoomTo(view, 1),
  full: (view) => zoomTo(view, full(view)),
};

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

const isTyping = (event) => event.target.closest?.("input, textarea, select, [contenteditable]");
const WAYS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SIGNS = { "+": "in", "=": "in", "-": "out", 0: "fit" };

// Before everybody else: while a picture is zoomed the arrows are its own.
addEventListener(
  "keydown",
  (event) => {
    const stage = now();
    if (!stage || event.defaultPrevented || isTyping(event)) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const view = viewOf(stage);
    const isOnStage = event.target === stage;
    const way = isZoomed(view) && !event.target.closest?.("[role=radiogroup], [role=listbox]") && WAYS[event.key];
    const isOff = localStorage.getItem("letters") === "off" && !isOnStage;
    const isFree = event.key === "0" && !isZoomed(view); // then it is another's key
    const act = isOff || isFree ? undefined : SIGNS[event.key];
    if (way) {
      view.x += way[0] * PAN_PX * (event.shiftKey ? 4 : 1);
      view.y += way[1] * PAN_PX * (event.shiftKey ? 4 : 1);
      glide(view, () => draw(view));
    } else if (act) glide(view, () => acts[act](view));
    else if (isOnStage && event.key === "Enter") glide(view, () => acts[isZoomed(view) ? "fit" : "full"](view));
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
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

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target.isConnected) draw(viewOf(stageAt(target)));
});

/** Show the percentage of the stages that have just come to the page. */
function greet() {
  for (const layer of document.querySelectorAll("[data-zoom-layer]")) resized.observe(layer);
}

for (const arrival of ["picture-shown", "htmx:load"]) document.addEventListener(arrival, greet);
greet();
