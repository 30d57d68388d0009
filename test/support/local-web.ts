// Sites of other people, on loopback: real HTTP servers that answer as a test says, and remember who asked for what.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Visit = { method: string; path: string; headers: IncomingHttpHeaders; body: string; at: number };
export type Page =
  | string
  | Buffer
  | { status?: number; headers?: Record<string, string>; body?: string | Buffer }
  | ((request: IncomingMessage, response: ServerResponse, body: string) => void);

/** One site. A path that has no page is 404; so is robots.txt, unless it is given. */
export class LocalSite {
  readonly visits: Visit[] = [];
  readonly pages = new Map<string, Page>();
  /** The most requests that were being answered at one moment. */
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(pages: Record<string, Page> = {}): Promise<LocalSite> {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const site = new LocalSite(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    for (const [path, page] of Object.entries(pages)) site.set(path, page);
    server.on('connection', (socket) => {
      site.sockets.add(socket.on('error', () => undefined));
      socket.on('close', () => site.sockets.delete(socket));
    });
    server.on('request', (request, response) => void site.take(request, response));
    return site;
  }

  set(path: string, page: Page): void {
    this.pages.set(path, page);
  }

  /** Requests for this path, robots.txt among them only where it is asked for. */
  asked(path: string): Visit[] {
    return this.visits.filter((visit) => visit.path === path);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      return; // whoever asked went away
    }
    const body = Buffer.concat(parts).toString('utf8');
    const path = request.url ?? '';
    this.visits.push({ method: request.method ?? '', path, headers: request.headers, body, at: Date.now() });
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.atOnce += 1));
    response.on('close', () => (this.atOnce -= 1));
    const page = this.pages.get(path) ?? this.pages.get('*') ?? { status: 404, body: 'nothing here' };
    if (typeof page === 'function') page(request, response, body);
    else if (typeof page === 'string' || Buffer.isBuffer(page)) response.end(page);
    else response.writeHead(page.status ?? 200, page.headers).end(page.body);
  }
}

export type Entry = {
  id: string;
  title: string;
  body?: string;
  html?: string;
  updated?: string;
  published?: string;
  link?: string;
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A feed in the form of Atom; `more` stands before the entries. */
export const atomFeed = (entries: Entry[], more = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>The Paper</title><id>urn:paper</id><updated>2025-01-01T00:00:00Z</updated>${more}${entries
    .map(
      ({ id, title, body = '', html, updated = '2025-01-01T00:00:00Z', published, link }) =>
        `<entry><id>${escaped(id)}</id><title>${escaped(title)}</title><updated>${updated}</updated>${published === undefined ? '' : `<published>${published}</published>`}${link === undefined ? '' : `<link href="${link}"/>`}<content type="html">${escaped(
          html ??
            body
              .split('\n')
              .map((line) => `<p>${escaped(line)}</p>`)
              .join(''),
        )}</content></entry>`,
    )
    .join('')}</feed>`;

/** A page as a newspaper has it. */
export const newsPage = ({
  title,
  stamp,
  body,
  head = '',
}: {
  title: string;
  stamp: string;
  body: string[];
  head?: string;
}): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>${head}</head><body><article><h1>${escaped(title)}</h1><p class="meta">${escaped(stamp)}</p>${body.map((text) => `<p>${escaped(text)}</p>`).join('')}</article></body></html>`;
