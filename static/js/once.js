// Takes a second press for what it is: the other half of a double click, or a key
// held down. The form that comes back is fresh, so such a press would pay again.
const QUIET_MS = 500;
let last = -Infinity;

document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-once]")) return;
    const now = performance.now();
    if (now - last > QUIET_MS) {
      last = now;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !event.repeat) return;
    const isLine = event.target.matches("textarea") && !event.ctrlKey && !event.metaKey;
    if (!event.target.closest("[data-once]") || isLine) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("htmx:afterSettle", (event) => {
  // Redraws of parts settle here, too; only an answer to a press is a fresh form.
  if (event.detail.requestConfig?.elt.matches("[data-once]")) last = performance.now();
});
