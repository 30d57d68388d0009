// HTML by tagged template: whatever is put in is text, unless it was made by this template itself.

/** Markup that this module has made, safe to put into other markup as it is. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML, in elements and in quoted attributes alike. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

function put(piece: HtmlValue): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escapeHtml(piece);
  return typeof piece === 'number' ? String(piece) : piece.map(put).join('');
}

/** Markup with every value escaped; null, undefined and false leave nothing, lists are joined. Attributes must be quoted. */
export const html = (strings: TemplateStringsArray, ...pieces: HtmlValue[]): Html =>
  new Html(strings.reduce((whole, string, i) => whole + put(pieces[i - 1]) + string));

const UNSAFE_IN_SCRIPT = /[<>&\u2028\u2029]/g;

/** JSON that may stand in a script element: no `</script>` or `<!--` can come of it, and it parses back to the same. */
export const scriptJson = (value: unknown): Html =>
  new Html(JSON.stringify(value).replace(UNSAFE_IN_SCRIPT, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));

/** The address, normalised, where it is http or https; null for any other, as `javascript:` and `data:`. */
export function webUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}
