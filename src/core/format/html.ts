// HTML by tagged template. Inserted values are escaped, unless they are `Html` themselves.
import { isUrl } from '../text/is-url.js';

/** Markup made by this module, safe to insert as it is. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes text for elements and for quoted attributes. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

function render(piece: HtmlValue): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escapeHtml(piece);
  return typeof piece === 'number' ? String(piece) : piece.map(render).join('');
}

/**
 * Markup with all values escaped. null, undefined and false insert nothing; lists are joined. Attributes must
 * be quoted.
 */
export const html = (strings: TemplateStringsArray, ...pieces: HtmlValue[]): Html =>
  new Html(strings.reduce((whole, string, i) => whole + render(pieces[i - 1]) + string));

const UNSAFE_IN_SCRIPT = /[<>&\u2028\u2029]/g;

/** JSON for a script element: it can't contain `</script>` or `<!--`, and parses to the same value. */
export const scriptJson = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(
      UNSAFE_IN_SCRIPT,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );

/** The normalised URL where it is http or https; null for others, such as `javascript:`. */
export function webUrl(url: string | null): string | null {
  if (url === null || !isUrl(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}
