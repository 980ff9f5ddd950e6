// Keeps a poller from asking while nobody looks, or while there is nothing to
// ask for: data-poll names what must stand on the page. htmx:confirm comes
// before htmx gathers what it would send.
document.addEventListener("htmx:confirm", (event) => {
  const poller = event.target.closest?.("[data-poll]");
  if (!poller) return;
  const isIdle = !document.querySelector(poller.dataset.poll);
  if (document.hidden || isIdle) event.preventDefault();
});
