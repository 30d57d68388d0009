import type { Update } from '../../src/core/log/update.js';
import { until } from './wait.js';

export type StreamEvent = { event: string; id: string | undefined; data: unknown };

/** A reader of Server-Sent Events that keeps all it was sent, in order, until it is closed or the server ends it. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  /** How it ended: by the server, as streams do, or by a connection that broke or was closed here. */
  ended: 'cleanly' | 'broken' | null = null;
  private readonly abort = new AbortController();

  private constructor(readonly headers: Headers) {}

  /** `query` may name several channels, as pairs. */
  static async open(
    url: string,
    query: Record<string, string> | [string, string][] = {},
    headers: Record<string, string> = {},
  ): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(`${url}/v1/updates?${new URLSearchParams(query)}`, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: abort.signal,
    });
    if (response.status !== 200 || response.body === null)
      throw new Error(`the stream was answered ${response.status}: ${await response.text()}`);
    const stream = new EventStream(response.headers);
    stream.abort.signal.addEventListener('abort', () => abort.abort());
    void stream.read(response.body).then(
      () => (stream.ended = 'cleanly'),
      () => (stream.ended = 'broken'),
    );
    return stream;
  }

  /** The updates so far; each event's id must be its cursor, or on a stream of several channels a place before it. */
  get updates(): Update[] {
    return this.events
      .filter(({ event }) => event === 'update')
      .map(({ id, data }) => {
        const update = data as Update;
        if (id !== update.cursor && id?.includes('+') !== true)
          throw new Error(`the event's id is ${id}, its cursor ${update.cursor}`);
        return update;
      });
  }

  /** What the browser would come back with. */
  get lastId(): string {
    return this.events.findLast(({ id }) => id !== undefined)?.id ?? '';
  }

  /** How long the browser would wait before it comes back, as it was told last, in ms. */
  retry: number | undefined;

  /** The first event of this name, once it is there. */
  first(name: string): Promise<StreamEvent> {
    return until(() => this.events.find(({ event }) => event === name), {
      describe: () => `the event "${name}" among ${JSON.stringify(this.events)}`,
    });
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.take(event);
    }
  }

  private take(text: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1];
    const data = field('data');
    const retry = field('retry');
    if (retry !== undefined) this.retry = Number(retry);
    if (data !== undefined)
      this.events.push({ event: field('event') ?? 'message', id: field('id'), data: JSON.parse(data) as unknown });
  }
}
