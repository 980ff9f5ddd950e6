// The keys of a large picture: plus, minus and zero zoom it, the arrows move it while it
// is zoomed, Enter on the stage goes between fitted and 100 %.
import { openDialog } from "./overlays.js";
import { acts, draw, glide, isZoomed, viewOf } from "./stage.js";
import { letters } from "./typing.js";

const PAN_PX = 80;
const stages = document.getElementsByClassName("picture__stage");
const now = () => [...stages].find((stage) => !openDialog() || openDialog().contains(stage));

const FIELDS = "input, textarea, select, [contenteditable]";
const WAYS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SIGNS = { "+": "in", "=": "in", "-": "out", 0: "fit" };

// Before everybody else: while a picture is zoomed the arrows are its own.
addEventListener(
  "keydown",
  (event) => {
    const stage = now();
    if (!stage || event.defaultPrevented || event.target.closest?.(FIELDS)) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const view = viewOf(stage);
    const isOnStage = event.target === stage;
    const way = isZoomed(view) && !event.target.closest?.("[role=radiogroup], [role=listbox]") && WAYS[event.key];
    const isOff = !letters() && !isOnStage;
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
