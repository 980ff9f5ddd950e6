// Selection in the grid: ticks tiles, ranges with Shift, long press and taps. A selection
// survives what is done with it.
import { lists, within } from "./tiles.js";

const LONG_PRESS_MS = 450;
const MOVED_PX = 10;
const picked = new Set();
let last = null;
let held = null;

export const form = () => document.querySelector("[data-bulk]");
const boxes = () => [...form().querySelectorAll("[data-pick]")];
const bar = () => document.getElementById("bulk-bar");
const everything = () => bar()?.querySelector("[data-all]");

/** Say whether all is selected, not only what stands on the page. */
export const isEverything = () => everything().checked;

const boxOf = (tile) => tile?.querySelector("[data-pick]");
const boxWith = (id) => boxOf(document.getElementById(`output-${id}`));

/** Return the ids that are selected, in the order of the page. */
export const selection = () =>
  picked.size ? boxes().filter((box) => box.checked).map((box) => box.value) : [];

/** Send values to where steps are done, or undone; the answer redraws the tiles. */
export function send(values, action = form().action) {
  const parts = [...(form()?.children ?? [])];
  for (const each of parts) if (each.matches("[data-roll]")) values.set(each.name, each.value);
  const tiles = lists().flatMap((list) => [...list.children]);
  const stacks = tiles.map((tile) => tile.getAttribute("data-stack")).filter(Boolean);
  for (const id of new Set(stacks)) values.append("unfolded", id);
  return window.htmx.ajax("POST", action, { source: document.body, swap: "none", values });
}

/** Note of a box whether it is ticked. */
function note(box) {
  if (box.checked) picked.add(box.value);
  else picked.delete(box.value);
  box.closest(".tile").classList.toggle("is-selected", box.checked);
  if (!box.checked) everything().checked = false;
}

/** Draw the bar over the selection. */
function show() {
  const all = everything();
  const wasSelecting = form().classList.contains("is-selecting");
  form().classList.toggle("is-selecting", picked.size > 0);
  if (picked.size && !wasSelecting) window.htmx.trigger(bar().querySelector("[data-count]"), "counts");
  if (!picked.size) for (const menu of bar().querySelectorAll("details[open]")) menu.open = false;
  const number = bar().querySelector("[data-picked]");
  const text = all.checked ? "" : String(picked.size);
  if (number.textContent !== text) number.textContent = text;
  number.hidden = all.checked;
  const remark = bar().querySelector("[data-zip-note]");
  remark.hidden = picked.size <= Number(remark.dataset.most);
}

/** Note all boxes, of a page that comes with ticks of its own. */
function recall() {
  picked.clear();
  for (const box of boxes()) note(box);
  show();
}

function pick(box, { isRange = false, isOn = !box.checked } = {}) {
  const from = isRange && last ? boxWith(last) : null;
  if (from) {
    const found = boxes();
    const [one, two] = [found.indexOf(from), found.indexOf(box)].sort((a, b) => a - b);
    for (const each of found.slice(one, two + 1)) {
      each.checked = true;
      note(each);
    }
  } else {
    box.checked = isOn;
    note(box);
  }
  last = box.value;
  show();
}

function pickAll(isOn) {
  for (const box of isOn ? boxes() : [...picked].map(boxWith)) {
    box.checked = isOn;
    note(box);
  }
  if (!isOn) everything().checked = false;
  show();
}

document.addEventListener(
  "click",
  (event) => {
    if (!form()) return;
    if (held?.isDone) {
      // The finger that selected by staying is lifted: that is no click.
      held = null;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const link = event.target.closest?.("[data-bulk] .tile__link");
    const box = boxOf(link?.closest(".tile"));
    if (!box) return;
    const isTap = event.pointerType === "touch" && form().classList.contains("is-selecting");
    if (!(event.shiftKey || event.ctrlKey || event.metaKey || isTap)) return;
    event.preventDefault();
    event.stopPropagation();
    pick(box, { isRange: event.shiftKey });
  },
  true,
);

document.addEventListener("click", (event) => {
  if (!form()) return;
  const box = event.target.closest?.("[data-pick]");
  // By now the box is as it will be.
  if (box) pick(box, { isRange: event.shiftKey, isOn: box.checked });
  else if (event.target.closest?.("[data-pick-none]")) pickAll(false);
  else if (event.target.closest?.("[data-pick-page]")) pickAll(true);
  else if (event.target.matches?.("[data-all]")) pickAll(event.target.checked);
  for (const menu of bar().querySelectorAll(".bulk-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("pointerdown", (event) => {
  held = null;
  const isTouch = event.pointerType === "touch";
  const tile = isTouch ? event.target.closest?.("[data-bulk] .tile") : null;
  const box = boxOf(tile);
  if (!box) return;
  const press = { x: event.clientX, y: event.clientY, isDone: false };
  press.timer = setTimeout(() => {
    press.isDone = true;
    navigator.vibrate?.(10);
    pick(boxOf(tile) ?? box);
  }, LONG_PRESS_MS);
  held = press;
});

document.addEventListener("pointermove", (event) => {
  if (!held || held.isDone) return;
  if (Math.hypot(event.clientX - held.x, event.clientY - held.y) > MOVED_PX) clearTimeout(held.timer);
});
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => clearTimeout(held?.timer));
}
document.addEventListener("contextmenu", (event) => {
  if (held?.isDone) event.preventDefault();
});

/** Keep the selection where tiles are drawn anew, and take new ones into "all". */
function keep({ target }) {
  const isAll = everything()?.checked;
  if (!form() || !(isAll || picked.size)) return;
  for (const box of within(target, "[data-pick]")) {
    if (!isAll && !picked.has(box.value)) continue;
    box.checked = true; // at once, and again once htmx has settled the classes
    note(box);
  }
}

/** Forget of the selection what has left the page. */
function settle() {
  isDue = false;
  if (bar() && picked.size) {
    for (const id of picked) if (!boxWith(id)) picked.delete(id);
    show();
  }
  const question = document.getElementById("bulk-question")?.querySelector("dialog");
  if (question && !question.open && !question.dataset.seen) {
    question.dataset.seen = "yes";
    question.showModal();
  }
}

let isDue = false;
document.addEventListener("htmx:afterSettle", () => {
  // It comes for each tile of an answer.
  if (!isDue) queueMicrotask(settle);
  isDue = true;
});
for (const arrival of ["htmx:oobAfterSwap", "htmx:load"]) document.addEventListener(arrival, keep);

addEventListener("pageshow", () => form() && everything() && recall());
