// Keeps what a person does while the server draws the form anew: letters typed
// after the request left stay, caret and all, and a press that the new form
// interrupts counts.
const TYPED = "#compose-form :is(textarea, input:is([type=number], :not([type])))[id]";
// The same sign as in generations/mentions.py.
const MENTION = /(?<![A-Za-z0-9_@.])@([0-9]{1,2})(?![A-Za-z0-9_@]|\.[A-Za-z0-9])/g;
let kept = [];
let orderSent = [];

const split = (order) => (order ?? "").split(",").filter(Boolean);

/** Say whether a redraw shows a form that is no more: another one is on its way.
    The answer to a press is never stale. */
function isStale(sent, asker) {
  const form = document.getElementById("compose-form");
  if (asker === form) return false;
  if (form.classList.contains("htmx-request")) return true;
  const ticks = [...form.querySelectorAll("input:is([type=radio], [type=checkbox])")];
  const isPicked = (tick) => sent.getAll(tick.name).includes(tick.value);
  if (ticks.some((tick) => tick.checked !== isPicked(tick))) return true;
  const order = [...form.querySelectorAll("[name=references]")].map((it) => it.value);
  const hasFiles = form.querySelector("[data-tray-files]")?.files.length > 0;
  const hadFiles = sent.getAll("files").some((file) => file.size || file.name);
  return `${order}` !== `${sent.getAll("references")}` || (hasFiles && !hadFiles);
}

/** Drop what was asked by a field of a form that is gone: it would draw nowhere. */
function dropIfGone(event) {
  const asker = event.currentTarget;
  if (event.target === asker && !asker.isConnected) event.preventDefault();
}

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!target.closest("#compose-form")) return;
  // What is gone does not bubble up to the document: listen at the spot.
  target.addEventListener("htmx:beforeOnLoad", dropIfGone);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { formData: sent, elt } = event.detail.requestConfig ?? {};
  if (!sent?.has("token")) return;
  if (isStale(sent, elt)) {
    event.detail.shouldSwap = false;
    return;
  }
  orderSent = split(sent.get("tray_before"));
  kept = [...document.querySelectorAll(TYPED)]
    .filter((field) => sent.has(field.name) && sent.get(field.name) !== field.value)
    .map((field) => ({
      id: field.id,
      text: field.value,
      caret: field === document.activeElement ? field.selectionEnd : null,
    }));
});

/** Name in a text typed meanwhile the references by the numbers they have now. */
function renumbered(text) {
  const order = document.querySelector("#tray [name=tray_before]");
  if (!order) return text;
  const now = split(order.value);
  return text.replace(MENTION, (sign, number) => {
    const image = orderSent[Number(number) - 1];
    if (!image) return sign;
    return now.includes(image) ? `@${now.indexOf(image) + 1}` : "@?";
  });
}

document.addEventListener("htmx:afterOnLoad", () => {
  for (const { id, text, caret } of kept.splice(0)) {
    const field = document.getElementById(id);
    const now = field?.matches("textarea") ? renumbered(text) : text;
    if (!field || field.value === now) continue;
    const place = caret === null ? null : renumbered(text.slice(0, caret)).length;
    field.value = now;
    if (place !== null) field.setSelectionRange(place, place);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

const controlAt = (node) => node?.closest?.("#compose-form :is(button, label)");
const nameOf = (control) => control && (control.id || control.control?.id);
let pressed = null;

document.addEventListener("pointerdown", (event) => {
  const isMouse = event.pointerType === "mouse" && event.button === 0;
  const name = isMouse && nameOf(controlAt(event.target));
  pressed = name ? { name, node: event.target } : null;
});

document.addEventListener("pointerup", (event) => {
  if (!pressed || pressed.node.isConnected) return;
  // No browser makes a click of a press on something that is gone.
  const under = controlAt(document.elementFromPoint(event.clientX, event.clientY));
  if (nameOf(under) === pressed.name) under.click();
});
