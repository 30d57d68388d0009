// Parses server-sent events (WHATWG HTML, 9.2.6) from chunks that may be cut anywhere.

export type StreamEvent = { name: string; data: string };

export class EventParser {
  private rest = '';
  private name = '';
  private data: string[] = [];
  /** The latest `retry` of the server, in milliseconds; null if there was none. */
  retryMs: number | null = null;

  /** Returns the events that this chunk completes. */
  push(chunk: string): StreamEvent[] {
    const text = this.rest + chunk;
    // A CR at the end of a chunk may be half of a CRLF.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\r|\n/);
    this.rest = (lines.pop() ?? '') + text.slice(whole.length);
    return lines.flatMap((line) => this.parseLine(line));
  }

  private parseLine(line: string): StreamEvent[] {
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
