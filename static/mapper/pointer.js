/** What the pointer does to a row: event fields that are dropped on it, and the end of a click. */

const PATH = "application/x-event-path";

let isDown = false;

addEventListener("pointerdown", () => (isDown = true), { capture: true });
for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, () => (isDown = false), { capture: true });
}

/** Wait for the end of a click, so that what it aims at does not move away under it. */
export function afterPointer(act) {
  if (!isDown) return act();
  addEventListener("click", act, { once: true });
}

/** Let event fields be dropped on an element; `take` gets the keys of the field. */
export function takeDrops(node, { canTake, take }) {
  node.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes(PATH)) return;
    if (!canTake(event)) return node.classList.remove("is-target");
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    node.classList.add("is-target");
  });
  node.addEventListener("dragleave", (event) => {
    if (!node.contains(event.relatedTarget)) node.classList.remove("is-target");
  });
  node.addEventListener("drop", (event) => {
    const keys = event.dataTransfer.getData(PATH);
    node.classList.remove("is-target");
    if (!keys || !canTake(event)) return;
    event.preventDefault();
    event.stopPropagation();
    take(JSON.parse(keys));
  });
}
