// Copies the text of the element that data-copy names, and says so on the button.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const word = button.querySelector("[data-copy-word]");
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // Only secure pages may write the clipboard: mark the text for the keys.
    getSelection().selectAllChildren(source);
    return;
  }
  const before = word.textContent;
  word.textContent = button.dataset.copied;
  setTimeout(() => (word.textContent = before), 2000);
});
