// On the page for a new mapping: the location and the name follow the choice.

followChoice(document.querySelector("[data-new-mapping]"));

function followChoice(form) {
  const { event_type: type, audience_key: key, is_entering: entering, name } = form.elements;
  const taken = new Set(JSON.parse(form.dataset.takenNames));

  const suggestion = () => {
    const verb = entering.value === "true" ? "entered" : "exited";
    if (!key.value.trim()) return "";
    const name = [...`Audience ${verb} – ${key.value.trim()}`]; // characters, as the server counts
    return freeName(name.slice(0, form.dataset.nameChars).join(""), type.value, taken);
  };
  const update = () => {
    const place = type.value === "track" ? "properties" : "traits";
    for (const spot of form.querySelectorAll("[data-location]")) {
      spot.textContent = pathTo(spot.dataset.location || place, key.value.trim());
    }
    form.querySelector("[data-condition]").textContent = `is ${entering.value}`;
    if (isOurs) name.value = suggestion();
  };
  let isOurs = name.value === "" || name.value === suggestion();
  name.addEventListener("input", () => (isOurs = name.value === ""));
  form.addEventListener("input", (event) => event.target !== name && update());
  update();
}

/** The path to a key, written as the server writes it. */
function pathTo(place, key) {
  if (!key) return `${place}.<audience key>`;
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `${place}.${key}`;
  return /^(0|[1-9][0-9]*)$/.test(key) ? `${place}[${key}]` : `${place}[${JSON.stringify(key)}]`;
}

function freeName(name, type, taken) {
  const named = taken.has(name) ? `${name} (${type === "track" ? "Track" : "Identify"})` : name;
  let free = named;
  for (let n = 2; taken.has(free); n += 1) free = `${named} ${n}`;
  return free;
}
