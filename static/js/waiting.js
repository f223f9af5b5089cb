// Loads the page again while something on it is still being made. Without this file a button does the same.
// Whoever is on the way to another page is not called back: loading again would take the place of where they went.
const waiting = document.querySelector("[data-reload-after]");
if (waiting) {
  const again = setTimeout(() => location.reload(), Number(waiting.dataset.reloadAfter) * 1000);
  addEventListener("beforeunload", () => clearTimeout(again));
}
