// Parses the broken JSON of real pages: comments, CDATA marks, extra commas, line breaks and quotes within
// strings, a missing end. Never throws, one pass; skips what it can't parse. Objects have no prototype, so
// that no key of a page can pollute ours.

type JsonObject = Record<string, unknown>;

const MAX_DEPTH = 64;
const MAX_VALUES = 200_000;
const MAX_COMMENT = 60;
const ESCAPES = new Map(Object.entries({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }));
const SPACE = /[\s\u00a0\ufeff;]/;
const BARE_WORD = /[\w.+-]/;

class LenientJsonParser {
  private at = 0;
  private values = 0;

  constructor(private readonly source: string) {}

  /** All top-level objects and arrays. */
  parseAll(): unknown[] {
    const found: unknown[] = [];
    while (this.at < this.source.length) {
      this.skipTrivia();
      const before = this.at;
      const char = this.source[this.at];
      if (char === '{' || char === '[') found.push(this.parseValue(0));
      else this.at = before + 1;
    }
    return found;
  }

  /** Skips white space, comments, and the marks that hide scripts from old browsers. */
  private skipTrivia(): void {
    for (;;) {
      const char = this.source[this.at];
      if (char === undefined) return;
      if (SPACE.test(char)) this.at += 1;
      else if (this.source.startsWith('/*', this.at)) this.at = this.commentEnd('*/', 2);
      else if (this.source.startsWith('//', this.at)) this.at = this.commentEnd('\n', 2);
      else if (this.source.startsWith('<![CDATA[', this.at)) this.at += 9;
      else if (this.source.startsWith('<!--', this.at)) this.at += 4;
      else return;
    }
  }

  /**
   * The index after a comment. A long `//` line is a CDATA mark with data on the same line: only the mark is
   * skipped.
   */
  private commentEnd(mark: string, from: number): number {
    if (mark === '\n') {
      const line = this.source.slice(this.at, this.at + MAX_COMMENT).indexOf(mark);
      return line >= 0 ? this.at + line + 1 : this.at + from;
    }
    const end = this.source.indexOf(mark, this.at + from);
    return end < 0 ? this.source.length : end + mark.length;
  }

  private parseValue(depth: number): unknown {
    this.skipTrivia();
    this.values += 1;
    const char = this.source[this.at];
    if (depth > MAX_DEPTH || this.values > MAX_VALUES) {
      this.at = this.source.length;
      return null;
    }
    if (char === '{') return this.parseObject(depth);
    if (char === '[') return this.parseArray(depth);
    if (char === '"' || char === "'") return this.parseString(char);
    return this.parseBareWord();
  }

  private parseBareWord(): unknown {
    const start = this.at;
    while (BARE_WORD.test(this.source[this.at] ?? '')) this.at += 1;
    if (this.at === start) {
      this.at += 1;
      return null;
    }
    const word = this.source.slice(start, this.at);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null' || word === 'undefined') return null;
    const number = Number(word);
    return Number.isFinite(number) ? number : word;
  }

  private parseArray(depth: number): unknown[] {
    const list: unknown[] = [];
    this.at += 1;
    for (;;) {
      this.skipTrivia();
      const char = this.source[this.at];
      if (char === undefined) return list;
      if (char === ']') {
        this.at += 1;
        return list;
      }
      if (char === '}') return list;
      if (char === ',' || char === ':') this.at += 1;
      else list.push(this.parseValue(depth + 1));
    }
  }

  private parseObject(depth: number): JsonObject {
    const object: JsonObject = Object.create(null) as JsonObject;
    this.at += 1;
    for (;;) {
      this.skipTrivia();
      const char = this.source[this.at];
      if (char === undefined) return object;
      if (char === '}') {
        this.at += 1;
        return object;
      }
      if (char === ']') return object;
      if (char === ',' || char === ':') {
        this.at += 1;
        continue;
      }
      const key = char === '"' || char === "'" ? this.parseString(char) : this.parseBareWord();
      this.skipTrivia();
      if (this.source[this.at] !== ':') continue;
      this.at += 1;
      object[String(key)] = this.parseValue(depth + 1);
    }
  }

  /** Parses a string. A quote that no JSON punctuation follows is part of the string. */
  private parseString(quote: string): string {
    const pieces: string[] = [];
    let from = (this.at += 1);
    for (; this.at < this.source.length; this.at += 1) {
      const char = this.source[this.at];
      if (char === '\\') {
        pieces.push(this.source.slice(from, this.at));
        const escaped = this.source[this.at + 1] ?? '';
        const code =
          escaped === 'u' ? /^[\da-f]{4}/i.exec(this.source.slice(this.at + 2, this.at + 6))?.[0] : undefined;
        pieces.push(
          code === undefined ? (ESCAPES.get(escaped) ?? escaped) : String.fromCharCode(Number.parseInt(code, 16)),
        );
        this.at += code === undefined ? 1 : 5;
        from = this.at + 1;
      } else if (char === quote && this.isStringEnd()) break;
    }
    pieces.push(this.source.slice(from, this.at));
    this.at += 1;
    return pieces.join('');
  }

  private isStringEnd(): boolean {
    let next = this.at + 1;
    while (next < this.source.length && SPACE.test(this.source[next] ?? '')) next += 1;
    const char = this.source[next];
    if (char === undefined || char === ':' || char === '}' || char === ']' || char === '<' || char === '/') return true;
    if (char !== ',')
      return (
        next > this.at + 1 && (char === '"' || char === "'") && this.source.slice(this.at + 1, next).includes('\n')
      );
    // `"he said "no", then left"`: after a comma, JSON has a value or a key, prose has words.
    next += 1;
    while (next < this.source.length && SPACE.test(this.source[next] ?? '')) next += 1;
    return (
      /["'{[\d\-tfn/}\]]/.test(this.source[next] ?? '}') &&
      !/^(?:the|then|to|this|that|they|for|from|not|now|no)\b/.test(this.source.slice(next, next + 5))
    );
  }
}

/** All top-level objects and arrays of a source. Never throws, linear in its length. */
export const parseLenientJson = (source: string): unknown[] => new LenientJsonParser(source).parseAll();
