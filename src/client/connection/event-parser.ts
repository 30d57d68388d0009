// Reads a stream of server-sent events (WHATWG HTML, 9.2.6), given in pieces that are cut anywhere.

export type StreamEvent = { name: string; data: string };

export class EventParser {
  private rest = '';
  private name = '';
  private data: string[] = [];
  /** How long to wait before coming back, as the server last said; null where it didn't. */
  retryMs: number | null = null;

  /** The events that this piece completes. */
  push(piece: string): StreamEvent[] {
    // A CR at the end of a piece may be half of a CRLF.
    const text = this.rest + piece;
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\r|\n/);
    this.rest = (lines.pop() ?? '') + text.slice(whole.length);
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): StreamEvent[] {
    if (line === '') {
      const event = { name: this.name === '' ? 'message' : this.name, data: this.data.join('\n') };
      const isEmpty = this.data.length === 0;
      this.name = '';
      this.data = [];
      return isEmpty ? [] : [event];
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?([\s\S]*))?$/.exec(line) ?? [];
    if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return [];
  }
}
