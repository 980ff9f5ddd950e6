// Remembers for each person which panels of a picture's page are folded.
import { within } from "./tiles.js";

const keyOf = (scope) => `panels:${scope.dataset.panels}`;

function kept(scope) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(scope))) ?? {};
  } catch {
    return {}; // no storage, or not ours: as the page came
  }
}

function unfold(part) {
  const around = part.closest?.("[data-panels]");
  for (const scope of around ? [around] : within(part, "[data-panels]")) {
    const open = kept(scope);
    for (const panel of scope.querySelectorAll("details[data-panel]")) {
      panel.open = open[panel.dataset.panel] ?? panel.open;
    }
    const named = document.getElementById(location.hash.slice(1));
    if (scope.contains(named)) named.closest("details")?.setAttribute("open", "");
  }
}

document.addEventListener("click", (event) => {
  const panel = event.target.closest?.("details[data-panel] > summary")?.parentElement;
  const scope = panel?.closest("[data-panels]");
  if (!scope) return;
  const open = { ...kept(scope), [panel.dataset.panel]: !panel.open };
  try {
    localStorage.setItem(keyOf(scope), JSON.stringify(open));
  } catch {
    // nowhere to remember it
  }
});

for (const arrival of ["picture-shown", "htmx:load"]) {
  document.addEventListener(arrival, ({ target }) => unfold(target));
}
unfold(document.body);
