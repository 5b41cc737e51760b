/** Live events: the list asks for what is new every two seconds, while somebody can see it. */

const EVERY_MS = 2000;
const button = document.querySelector("[data-live-switch]");
let isRunning = true;

function tell() {
  button.setAttribute("aria-pressed", String(isRunning));
  button.querySelector("[data-label]").textContent = isRunning ? "Pause" : "Go on";
  button.querySelector("[data-live-pause]").toggleAttribute("hidden", !isRunning);
  button.querySelector("[data-live-play]").toggleAttribute("hidden", isRunning);
}

function look() {
  if (!isRunning || document.hidden) return;
  document.querySelector("[data-live]")?.dispatchEvent(new CustomEvent("look-again"));
}

button.addEventListener("click", () => {
  isRunning = !isRunning;
  tell();
  look();
});
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY_MS);
button.hidden = false;
tell();
