/** The value of each argument in the test event, as the preview's answer tells it. */

/** What stands at an argument's right edge; "" while nothing is known. */
export function partText() {
  return "";
}
