// Switches between the dark and the light look. The choice is a cookie, so that
// the server draws the page right from its first byte.
const root = document.documentElement;
const prefersLight = matchMedia("(prefers-color-scheme: light)");

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const now = root.dataset.theme ?? (prefersLight.matches ? "light" : "dark");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${secure}`;
});
