// Gets the page itself anew, as a reload would: the server cuts the sentences and finds the words, so that what an open
// page shows is what a fresh one shows. One request at a time, tried again with growing pauses.
import type { StorySnapshot } from '../connection/story-reader.js';

/** A page as the server has it now; `state` is null where it has none of the story (withheld, withdrawn). */
export type LoadedPage = { doc: Document; state: StorySnapshot | null };

/** What the page hands to its script. */
export type PageData = StorySnapshot & { id: string; words: Record<string, string> };

const TIMEOUT_MS = 15_000;
const MAX_PAUSE_MS = 30_000;
/** Of a run of posts that is longer, the rest is left to the way to older ones. */
const MAX_PAGES = 50;

/** Reads the data that a page carries; null on a page that carries none. */
export function pageData(doc: Document): PageData | null {
  const text = doc.getElementById('story-data')?.textContent ?? null;
  if (text === null) return null;
  const data: PageData = JSON.parse(text);
  return data;
}

/** The page at this address; null where the server could not give one. */
export async function fetchPage(address: string): Promise<LoadedPage | null> {
  const response = await fetch(address, { cache: 'no-cache', headers: { accept: 'text/html' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  // The story was merged: its page is another's now, with an address and channels of its own.
  if (response.redirected) {
    location.replace(response.url);
    return null;
  }
  if (!response.ok && response.status !== 404 && response.status !== 410) return null;
  const doc = new DOMParser().parseFromString(await response.text(), 'text/html');
  return doc.getElementById('story') === null ? null : { doc, state: pageData(doc) };
}

/** The pages from this address on, as `onward` leads; null where one of them could not be got. */
async function pagesFrom(address: string, onward: (page: Document) => string | null): Promise<LoadedPage[] | null> {
  const pages: LoadedPage[] = [];
  for (let next: string | null = address; next !== null && pages.length < MAX_PAGES; ) {
    const page: LoadedPage | null = await fetchPage(next);
    if (page === null) return null;
    pages.push(page);
    next = page.state === null ? null : onward(page.doc);
  }
  return pages;
}

/** Where the page that is to be got begins, and which are to follow it. */
export type Pagination = { address: () => string; onward: (page: Document) => string | null };

const HERE: Pagination = { address: () => location.pathname, onward: () => null };

export class PageLoader {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private busy = false;
  private failures = 0;

  /** `take` says whether the pages will do; where they are too old, they are asked for again. */
  constructor(
    private readonly take: (first: LoadedPage, more: LoadedPage[]) => boolean,
    private readonly way: Pagination = HERE,
  ) {}

  /** Asks for the page within `ms`; an earlier request that is still open stands. */
  loadWithin(ms: number): void {
    const due = Date.now() + ms;
    if (due >= this.due) return;
    this.due = due;
    if (this.busy) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), ms);
  }

  private async run(): Promise<void> {
    this.busy = true;
    this.due = Infinity;
    const [first, ...more] = (await pagesFrom(this.way.address(), this.way.onward).catch(() => null)) ?? [];
    this.busy = false;
    const done = first !== undefined && this.take(first, more);
    this.failures = done ? 0 : this.failures + 1;
    // What was asked for meanwhile was asked after this page was read, so that it takes another.
    const asked = this.due;
    this.due = Infinity;
    if (!done) this.loadWithin(Math.min(MAX_PAUSE_MS, 250 * 2 ** this.failures) * (0.5 + Math.random()));
    else if (asked !== Infinity) this.loadWithin(Math.max(0, asked - Date.now()));
  }
}
