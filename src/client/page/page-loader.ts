// Loads the page again, as a reload would: the server splits sentences and writes the texts, so an open page shows
// what a new one shows.
import type { StorySnapshot } from '../connection/story-reader.js';
import { backoffMs } from '../timing/backoff.js';
import { CoalescedTask } from '../timing/coalesced-task.js';
import { timeoutSignal } from '../timing/timeout-signal.js';

/** `snapshot` is null if the page has no story (withheld or withdrawn). */
export type LoadedPage = { doc: Document; snapshot: StorySnapshot | null };

/** The JSON in a page's `#story-data`. */
export type PageData = StorySnapshot & { id: string; words: Record<string, string> };

const TIMEOUT_MS = 15_000;
/** Longer pagination is cut here; the link to older posts leads to the rest. */
const MAX_PAGES = 50;

/** Reads the data in a page; null if it has none. */
export function pageData(doc: Document): PageData | null {
  const text = doc.getElementById('story-data')?.textContent ?? null;
  if (text === null) return null;
  const data: PageData = JSON.parse(text);
  return data;
}

/** Fetches the page at this path; null if the server has none to show. */
export async function fetchPage(path: string): Promise<LoadedPage | null> {
  const headers = { accept: 'text/html' };
  const response = await fetch(path, { cache: 'no-cache', headers, signal: timeoutSignal(TIMEOUT_MS) });
  // The story was merged into another one, which has its own page and channel.
  if (response.redirected) {
    location.replace(response.url);
    return null;
  }
  if (!response.ok && response.status !== 404 && response.status !== 410) return null;
  const doc = new DOMParser().parseFromString(await response.text(), 'text/html');
  return doc.getElementById('story') === null ? null : { doc, snapshot: pageData(doc) };
}

/** Which pages to load: the path of the first one, and of the one after a page (null: none). */
export type Pagination = { first: () => string; next: (page: Document) => string | null };

const THIS_PAGE: Pagination = { first: () => location.pathname, next: () => null };

/** Null if one of the pages could not be loaded. */
async function fetchPages({ first, next }: Pagination): Promise<LoadedPage[] | null> {
  const pages: LoadedPage[] = [];
  for (let path: string | null = first(); path !== null && pages.length < MAX_PAGES;) {
    const page: LoadedPage | null = await fetchPage(path);
    if (page === null) return null;
    pages.push(page);
    path = page.snapshot === null ? null : next(page.doc);
  }
  return pages;
}

export class PageLoader {
  private readonly task = new CoalescedTask(() => this.load());
  private failures = 0;

  /** `loaded` returns false if the pages are too old: they are loaded again. */
  constructor(
    private readonly loaded: (first: LoadedPage, more: LoadedPage[]) => boolean,
    private readonly pagination: Pagination = THIS_PAGE,
  ) {}

  /** Loads the page within `ms`, once for all requests that are open by then. */
  loadWithin(ms: number): void {
    this.task.runWithin(ms);
  }

  private async load(): Promise<void> {
    const [first, ...more] = (await fetchPages(this.pagination).catch(() => null)) ?? [];
    const isDone = first !== undefined && this.loaded(first, more);
    if (!isDone) this.task.postpone(backoffMs(this.failures));
    this.failures = isDone ? 0 : this.failures + 1;
  }
}
