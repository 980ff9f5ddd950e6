// Keeps a poller from asking while nobody looks, or while there is nothing to ask for:
// data-poll names what must stand on the page to be asked about each second. What is
// new above the page and how long the queue is, is asked for now and then; that goes
// on behind another window only while one waits for something. htmx:confirm comes
// before htmx gathers what it would send.
const NEWS_MS = 15_000;
const QUEUE_MS = 4_000;
let told = performance.now();
let isSlow = false;

const waits = () => Number(document.getElementById("queue-count")?.dataset.queue ?? 0) > 0;

function isDue() {
  const passed = performance.now() - told;
  if (waits()) return passed >= QUEUE_MS;
  return !document.hidden && Boolean(document.querySelector("[name=newest]")) && passed >= NEWS_MS;
}

document.addEventListener("htmx:confirm", (event) => {
  const poller = event.target.closest?.("[data-poll]");
  if (!poller) return;
  isSlow = isDue();
  const isOpen = !document.hidden && document.querySelector(poller.dataset.poll);
  if (!isSlow && !isOpen) event.preventDefault();
});

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.closest?.("[data-poll]")) return;
  if (isSlow) told = performance.now();
  else for (const name of ["newest", "queue"]) event.detail.formData.delete(name);
});
