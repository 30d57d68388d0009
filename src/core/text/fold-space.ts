/** The text without white space at its ends, and with one space for each run of white space inside. */
export function foldSpace(text: string): string {
  // Testing is much faster than replacing, and most texts need no change.
  if (!/[^\S ]| {2}/.test(text)) return text.trim();
  // Bounded loops, since `\s+` over megabytes of white space can overflow the stack of the regex engine.
  return text
    .replace(/\s{1,1000}/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
