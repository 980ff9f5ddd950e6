// Says when the studio does not answer, closes toasts, and leads to sign-in when
// a fragment was answered with that page.
const offline = () => document.querySelector("[data-connection]");

document.addEventListener("htmx:sendError", () => (offline().hidden = false));
document.addEventListener("htmx:afterOnLoad", () => (offline().hidden = true));

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const answered = new URL(xhr.responseURL || location.href).pathname;
  const asked = new URL(requestConfig.path, location.href).pathname;
  if (answered === asked || !answered.startsWith("/accounts/")) return;
  event.detail.shouldSwap = false;
  location.reload();
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".toast").remove();
});
