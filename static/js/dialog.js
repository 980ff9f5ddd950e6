// Opens a picture over the page it was clicked on, under its own address. Back,
// Escape and the cross close it; loading the address again gives the full page.
const loadedPath = location.pathname;
const pageTitle = document.title;
const dialog = () => document.getElementById("picture-dialog");
const toasts = () => document.querySelectorAll(".toasts");
let shown = "";
let opener = null;
let returned = null;

let readied = null;

/** Fetch what only a picture needs, once, as soon as one is pointed at. */
function ready() {
  readied ??= (() => {
    const later = document.querySelector("[data-later]");
    if (!later) return Promise.resolve();
    const parts = document.importNode(later.content, true);
    const loads = [...parts.querySelectorAll("link, script")].map(
      (part) => new Promise((done) => (part.onload = part.onerror = done)),
    );
    document.head.append(parts);
    return Promise.all(loads);
  })();
  return readied;
}

for (const kind of ["pointerover", "focusin", "touchstart"]) {
  const seen = (event) => event.target.closest?.("[data-opens-picture]") && ready();
  document.addEventListener(kind, seen, { passive: true });
}

/** Stay at what one sees: the studio does not answer. */
function stay() {
  document.dispatchEvent(new Event("htmx:sendError"));
  if (dialog().open) history.replaceState({ picture: shown }, "", shown);
  else history.back();
}

async function show(url) {
  const content = dialog().querySelector("[data-picture-content]");
  const [response] = await Promise.all([
    fetch(url, { headers: { "HX-Request": "true" } }),
    ready(),
  ]).catch(() => []);
  if (history.state?.picture !== url) return; // one is elsewhere by now
  if (!response) return stay();
  if (!response.ok || response.redirected) return location.assign(url);
  content.innerHTML = await response.text();
  window.htmx.process(content);
  content.dispatchEvent(new CustomEvent("picture-shown", { bubbles: true }));
  dialog().scrollTop = 0;
  document.title = content.querySelector("[data-title]").dataset.title;
  shown = url;
  if (!dialog().open) dialog().showModal();
  dialog().append(...toasts()); // what lies behind the picture is neither seen nor pressed
}

function returnTo(tile) {
  tile?.focus({ preventScroll: true });
  tile?.scrollIntoView({ block: "nearest" });
}

function hide() {
  document.body.append(...toasts());
  dialog().querySelector("[data-picture-content]").replaceChildren();
  document.title = pageTitle;
  // The tile of what was shown last: one may have walked on from where one came.
  const [id] = shown.match(/[0-9a-f]{8}-[0-9a-f-]{27}/) ?? [];
  returned = document.getElementById(`open-${id}`) ?? opener;
  returnTo(returned);
}

const isPlain = (event) =>
  event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

document.addEventListener("click", (event) => {
  if (!dialog() || !window.htmx || !isPlain(event)) return;
  const link = event.target.closest("[data-opens-picture]");
  const turn = event.target.closest("[data-picture-dialog] [data-picture-turn]");
  if (!link && !turn) return;
  event.preventDefault();
  const url = (link ?? turn).href;
  if (link) opener = link;
  if (turn) history.replaceState({ picture: url }, "", url);
  else history.pushState({ picture: url }, "", url);
  show(url);
});

document.addEventListener(
  "close",
  (event) => {
    if (event.target !== dialog()) return;
    hide();
    if (history.state?.picture) history.back();
  },
  true,
);

addEventListener("popstate", (event) => {
  if (location.pathname === loadedPath) {
    dialog()?.close();
    // An address that names a tile takes the focus away when it comes back.
    const tile = returned;
    returned = null;
    if (tile) setTimeout(() => returnTo(tile));
  }
  else if (dialog() && event.state?.picture) show(event.state.picture);
  else location.reload();
});

document.addEventListener("keydown", (event) => {
  const side = { ArrowLeft: "back", ArrowRight: "on" }[event.key];
  const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!side || hasModifier || event.target.closest?.("input, textarea, select")) return;
  const isGallery = document.querySelector("[data-grid]");
  const scope = dialog()?.open ? dialog() : isGallery ? null : document;
  scope?.querySelector(`[data-picture-turn="${side}"]`)?.click();
});
