/** Copied paths: on the clipboard, and remembered by the page where it may not read that. */

let copied = null;

/** Put a path on the clipboard. */
export function copyPath(path) {
  copied = path;
  return navigator.clipboard?.writeText(path).catch(() => {}); // it may be forbidden
}

/** The text on the clipboard; where that may not be read, the path that was copied here last. */
export async function copiedText() {
  try {
    return (await navigator.clipboard.readText()).trim();
  } catch {
    return copied ?? "";
  }
}
