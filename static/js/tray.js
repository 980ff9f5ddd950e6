// The tray of references: files by drop and paste, order by buttons and by dragging
// the picture. What is moved moves at once; the server then draws the tray anew.
const input = () => document.querySelector("[data-tray-files]");
const places = () => [...document.querySelectorAll("[data-tray-place]")];

function give(files) {
  if (!input() || !files.length) return false;
  const bag = new DataTransfer();
  for (const file of [...files].slice(0, input().multiple ? undefined : 1))
    bag.items.add(file);
  input().files = bag.files;
  input().dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function light(isOver) {
  document.querySelector("[data-tray-drop]")?.classList.toggle("is-target", isOver);
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

// A file that misses the form would be opened by the browser in place of the page.
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = input() ? "copy" : "none";
  light(true);
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) light(false);
});

document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  light(false);
  give(event.dataTransfer.files);
});

document.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData ?? { files: [], types: [] };
  const isText = types.includes("text/plain") && event.target.matches("input, textarea");
  if (files.length && !isText && give(files)) event.preventDefault();
});

function tell() {
  const numbers = document.querySelectorAll("[data-tray-number]");
  numbers.forEach((sign, place) => (sign.textContent = `@${place + 1}`));
  document.querySelector("[data-redraw]").click();
}

/** Move the neighbour, not the place itself: it keeps the focus and the pointer. */
function move(place, verb) {
  const order = places();
  const other = order[order.indexOf(place) + (verb === "right" ? 1 : -1)];
  if (other) place[verb === "right" ? "before" : "after"](other);
  return Boolean(other);
}

function remove(place) {
  const order = places();
  const next = order[order.indexOf(place) + 1] ?? order[order.indexOf(place) - 1];
  (next?.querySelector("[value^=remove]") ?? input())?.focus();
  place.remove();
  return true;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=tray]");
  if (!button || !window.htmx) return;
  event.preventDefault();
  const place = button.closest("[data-tray-place]");
  const [verb] = button.value.split(":");
  if (verb === "remove" ? remove(place) : move(place, verb)) tell();
});

let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-tray-grip]");
  if (!grip || event.button !== 0) return;
  dragged = { place: grip.closest("[data-tray-place]"), hasMoved: false };
  grip.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  if (!event.buttons) return release();
  // A redraw may have put a new one in its place.
  if (!dragged.place.isConnected)
    dragged.place = document.getElementById(dragged.place.id);
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const other = under?.closest("[data-tray-place]");
  if (!dragged.place || !other || other === dragged.place) return;
  dragged.place.classList.add("is-held");
  const order = places();
  const steps = order.indexOf(other) - order.indexOf(dragged.place);
  for (let step = 0; step < Math.abs(steps); step += 1)
    move(dragged.place, steps > 0 ? "right" : "left");
  dragged.hasMoved = true;
});

function release() {
  if (!dragged) return;
  const { place, hasMoved } = dragged;
  dragged = null;
  place?.classList.remove("is-held");
  if (hasMoved) tell();
}
document.addEventListener("pointerup", release);
document.addEventListener("pointercancel", release);
