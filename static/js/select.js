// Selection in the grid: ticks tiles, ranges with Shift, long press and taps, and sends
// what the bar over the selection says. A selection survives what is done with it.
const LONG_PRESS_MS = 450;
const MOVED_PX = 10;
const picked = new Set();
let last = null;
let held = null;

export const form = () => document.querySelector("[data-bulk]");
const boxes = () => [...form().querySelectorAll("[data-pick]")];
const everything = () => form().querySelector("[data-all]");
const boxOf = (tile) => tile?.querySelector("[data-pick]");

/** Return the ids that are selected, in the order of the page. */
export const selection = () => boxes().filter((box) => box.checked).map((box) => box.value);

/** Send values to where steps are done, or undone; the answer redraws the tiles. */
export function send(values, action = form().action) {
  for (const each of document.querySelectorAll("[data-bulk] [data-roll]")) {
    values.set(each.name, each.value);
  }
  const stacks = [...document.querySelectorAll("[data-bulk] [data-stack]")];
  for (const id of new Set(stacks.map((tile) => tile.dataset.stack))) values.append("unfolded", id);
  window.htmx.ajax("POST", action, { source: document.body, swap: "none", values });
}

function show() {
  const found = boxes();
  picked.clear();
  for (const box of found) {
    if (box.checked) picked.add(box.value);
    box.closest(".tile").classList.toggle("is-selected", box.checked);
  }
  const all = everything();
  if (all.checked && found.some((box) => !box.checked)) all.checked = false;
  const wasSelecting = form().classList.contains("is-selecting");
  form().classList.toggle("is-selecting", picked.size > 0);
  if (picked.size && !wasSelecting) {
    window.htmx.trigger(form().querySelector("[data-count]"), "counts");
  }
  if (!picked.size) for (const menu of form().querySelectorAll("details[open]")) menu.open = false;
  const number = form().querySelector("[data-picked]");
  const text = all.checked ? "" : String(picked.size);
  if (number.textContent !== text) number.textContent = text;
  number.hidden = all.checked;
  const note = form().querySelector("[data-zip-note]");
  note.hidden = picked.size <= Number(note.dataset.most);
}

function pick(box, { isRange = false, isOn = !box.checked } = {}) {
  const found = boxes();
  const from = isRange && last ? found.findIndex((each) => each.value === last) : -1;
  const to = found.indexOf(box);
  const range = from < 0 ? [box] : found.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const each of range) each.checked = from < 0 ? isOn : true;
  last = box.value;
  show();
}

function pickAll(isOn) {
  for (const box of boxes()) box.checked = isOn;
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
  for (const menu of form().querySelectorAll(".bulk-menu[open]")) {
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

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-bulk] [data-verb]");
  if (event.key !== "Enter" || !field) return;
  event.preventDefault();
  form().querySelector(`button[value="${field.dataset.verb}"]`).click();
});

// Many ids travel as one field: a form of a thousand fields is refused.
document.addEventListener("formdata", (event) => {
  if (event.target !== form()) return;
  const ids = event.formData.getAll("pictures");
  event.formData.delete("pictures");
  if (ids.length) event.formData.set("pictures", ids.join(","));
});

document.addEventListener("submit", (event) => {
  if (event.target !== form() || !window.htmx) return;
  const { submitter } = event;
  if (submitter?.matches("[data-native]")) return;
  event.preventDefault();
  send(new FormData(form(), submitter));
  submitter?.closest("details")?.removeAttribute("open");
  for (const field of form().querySelectorAll("[data-verb]")) field.value = "";
});

/** Keep the selection where tiles are drawn anew, and take new ones into "all". */
function settle() {
  if (!form()) return;
  const isAll = everything()?.checked;
  for (const box of boxes()) if (isAll || picked.has(box.value)) box.checked = true;
  if (everything()) show();
  const question = document.querySelector("dialog[data-opens-itself]:not([open])");
  if (question && !question.dataset.seen) {
    question.dataset.seen = "yes";
    question.showModal();
  }
}
document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("htmx:oobAfterSwap", settle);

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = event;
  const tile = detail.fragment?.querySelector?.(".tile[data-output]");
  const isNew = tile && detail.target.id !== tile.id;
  // Who stands for a stack is on the page already where the stack is unfolded.
  if (isNew && document.getElementById(tile.id)) detail.shouldSwap = false;
  const isDropped = !tile && detail.target.dataset?.stack;
  if (isDropped && !detail.fragment?.querySelector?.(".is-gone")) detail.shouldSwap = false;
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("a[data-closes]")) return;
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("form[data-closes]")) event.target.closest("dialog")?.close();
});
addEventListener("pageshow", () => form() && everything() && show());
