/** Gives the focus back when what had it is taken off the page, as a message with its buttons is. */

/**
 * Watch an element whose content comes and goes: when the focus goes with it, it returns to where
 * it was before it came in.
 */
export function giveFocusBack(place) {
  let before = null;
  let isInside = false;
  place.addEventListener("focusin", ({ relatedTarget }) => {
    if (!place.contains(relatedTarget)) before = relatedTarget;
    isInside = true;
  });
  // A node that is removed may lose the focus first: the observer is asked before the next task.
  place.addEventListener("focusout", () => {
    setTimeout(() => {
      isInside = place.contains(document.activeElement);
    });
  });
  new MutationObserver(() => {
    if (!isInside || document.activeElement !== document.body) return;
    isInside = false;
    before?.focus();
  }).observe(place, { childList: true, subtree: true });
}
