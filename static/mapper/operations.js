// The list of operations narrows to what is typed. What is picked stays in sight.

const box = document.querySelector("#find-operation");
const told = document.querySelector("#operations-found");
const rows = [...document.querySelectorAll(".operations__row")];

box.addEventListener("input", () => narrow(box.value.trim().toLowerCase()));
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault(); // it would send the form
});

function narrow(text) {
  const words = text.split(/\s+/);
  const found = new Set(rows.filter((row) => holds(row, words)));
  for (const row of rows) row.hidden = !found.has(row) && !row.querySelector("input").checked;
  told.textContent = text === "" ? "" : found.size === 0 ? "None found" : `${found.size} found`;
}

function holds(row, words) {
  const text = row.textContent.toLowerCase();
  return words.every((word) => text.includes(word));
}
