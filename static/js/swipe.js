// On a touch screen a swipe over the fitted picture moves to the next one; the next
// one's picture is fetched before it is asked for, unless data are to be saved.
import { within } from "./tiles.js";

const ENOUGH_PX = 56;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
let start = null;

const layerOf = (stage) => stage.querySelector("[data-zoom-layer]");
const turnOf = (stage, way) => stage.querySelector(`[data-picture-turn="${way}"]`);

function rest() {
  if (start) layerOf(start.stage).style.translate = "";
  start = null;
}

document.addEventListener("pointerdown", (event) => {
  const stage = event.target.closest?.("[data-zoom]");
  const isFirst = event.isPrimary && event.pointerType !== "mouse";
  if (!isFirst) rest(); // a second finger zooms
  else if (stage && !stage.classList.contains("is-zoomed") && !event.target.closest("a, button")) {
    start = { stage, x: event.clientX, y: event.clientY };
  }
});

document.addEventListener("pointermove", (event) => {
  if (!start || !event.isPrimary) return;
  const [x, y] = [event.clientX - start.x, event.clientY - start.y];
  const hasTurn = turnOf(start.stage, x < 0 ? "on" : "back");
  if (isCalm.matches || Math.abs(x) < Math.abs(y)) return;
  layerOf(start.stage).style.translate = `${hasTurn ? x : x / 4}px`;
});

document.addEventListener("pointerup", (event) => {
  if (!start || !event.isPrimary) return;
  const [x, y] = [event.clientX - start.x, event.clientY - start.y];
  const turn = turnOf(start.stage, x < 0 ? "on" : "back");
  rest();
  if (Math.abs(x) > ENOUGH_PX && Math.abs(x) > 2 * Math.abs(y)) turn?.click();
});

document.addEventListener("pointercancel", rest);

const whenIdle = window.requestIdleCallback ?? ((call) => setTimeout(call, 300));
const fetched = new Set();

/** Fetch the pictures beside the one shown, the next one first. */
function fetchBeside() {
  if (navigator.connection?.saveData) return;
  for (const way of ["on", "back"]) {
    const turn = document.querySelector(`[data-picture-turn="${way}"][data-picture-source]`);
    const address = turn?.dataset.pictureSource;
    if (!address || fetched.has(address)) continue;
    fetched.add(address);
    const image = new Image();
    image.fetchPriority = "low";
    if (turn.dataset.pictureSources) {
      image.sizes = document.querySelector(".picture__image")?.sizes || "100vw";
      image.srcset = turn.dataset.pictureSources;
    }
    image.src = address;
  }
}

const soon = (part) => within(part, "[data-picture-turn]").length && whenIdle(fetchBeside);
for (const arrival of ["picture-shown", "htmx:load"]) {
  document.addEventListener(arrival, ({ target }) => soon(target));
}
soon(document.body);
