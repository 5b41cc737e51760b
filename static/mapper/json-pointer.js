/** JSON pointers, as the server's answers name places with them: "/items/@arrayPath/1/sku". */

/** The pointer to some keys, one inside of the other. */
export function pointerTo(keys) {
  return keys
    .map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** The keys that a pointer leads through. */
export function keysOfPointer(pointer) {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** True for a place itself and for what is inside of it. */
export function isWithin(pointer, place) {
  return pointer === place || pointer.startsWith(`${place}/`);
}
