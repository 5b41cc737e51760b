// A file that is dropped on a box becomes its text; without a script, the file field does the same.

const TOO_LARGE = "This file is too large to import.";

for (const box of document.querySelectorAll("[data-drop]")) {
  box.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    box.classList.add("is-target");
  });
  for (const name of ["dragleave", "drop"]) {
    box.addEventListener(name, () => box.classList.remove("is-target"));
  }
  box.addEventListener("drop", async (event) => {
    const file = event.dataTransfer.files[0];
    if (!file) return; // a text, which the browser puts in by itself
    event.preventDefault();
    if (file.size > Number(box.dataset.maxBytes)) {
      document.dispatchEvent(new CustomEvent("toast", { detail: TOO_LARGE }));
      return;
    }
    box.value = await file.text();
    box.focus();
  });
}
