import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { until } from '../../../support/wait.js';

declare global {
  interface Window {
    /** What was wrong on the page, each once. */
    wrong?: string[];
    /** Posts that were taken off the page and put on it again. */
    returned?: string[];
    states?: number;
  }
}

/** Runs in the page, from before its first element: looks at every state that a reader could see. */
function watch(): void {
  const wrong = (window.wrong = [] as string[]);
  const returned = (window.returned = [] as string[]);
  const gone = new Set<string>();
  let there = new Set<string>();
  window.states = 0;
  const say = (fault: string): void => void (wrong.includes(fault) || wrong.push(fault));
  const look = (): void => {
    window.states = (window.states ?? 0) + 1;
    const now = new Set<string>();
    for (const { id } of document.querySelectorAll('.post')) {
      if (now.has(id)) say(`${id} is there twice`);
      if (gone.has(id) && !there.has(id)) returned.push(id.slice(5));
      now.add(id);
    }
    for (const id of there) if (!now.has(id)) gone.add(id);
    there = now;
    for (const list of ['[data-part="pinned"] > .post', '[data-part="posts"] > .post', '[data-keys] > li']) {
      let before: { born: number; id: string } | null = null;
      for (const element of document.querySelectorAll<HTMLElement>(list)) {
        const key = { born: Number(element.dataset['born']), id: element.dataset['key'] ?? '' };
        if (before !== null && (before.born < key.born || (before.born === key.born && before.id <= key.id)))
          say(`${key.id} stands under ${before.id} in ${list}`);
        before = key;
      }
    }
  };
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['id', 'data-born', 'class'],
  });
}

/** A live blog's page in a browser, of which every state is looked at. */
export class WatchedPage {
  readonly faults: string[] = [];

  private constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  static async open(
    browser: Browser,
    name: string,
    address: string,
    options: BrowserContextOptions,
  ): Promise<WatchedPage> {
    const page = await (
      await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Kolkata', ...options })
    ).newPage();
    const watched = new WatchedPage(page, name);
    page.on('pageerror', (error) => watched.faults.push(String(error)));
    await page.addInitScript(watch);
    await page.goto(address);
    return watched;
  }

  isLive(): Promise<unknown> {
    return this.page.locator('#connection[data-state="live"]').waitFor({ timeout: 30_000 });
  }

  /** Goes where the reader would: down into the posts, or back to the top. */
  async scrollTo(place: number): Promise<void> {
    await this.page.evaluate((part) => window.scrollTo(0, part * document.documentElement.scrollHeight), place);
  }

  /** Shows what waits behind the button. */
  async showNew(): Promise<void> {
    await this.page.evaluate(() => document.querySelector<HTMLElement>('.pill:not([hidden])')?.click());
  }

  /** Follows the way to older posts, to the end. */
  async readToTheEnd(): Promise<void> {
    await until(
      () =>
        this.page.evaluate(() => {
          const way = document.querySelector<HTMLElement>('.way-older a:not([aria-busy])');
          way?.click();
          return document.querySelector('.way-older a') === null;
        }),
      { timeout: 20_000, describe: `${this.name} to be read to its end` },
    );
  }

  ids(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.post')].map((post) => post.dataset['key'] ?? ''),
    );
  }

  /** What the page shows, less the marks that fade and white space between elements. */
  shown(): Promise<string[]> {
    return this.page.evaluate(() => {
      const copy = document.querySelector('#story > .story')?.cloneNode(true) as HTMLElement;
      for (const element of copy.querySelectorAll('[class]'))
        element.classList.remove('is-new', 'is-edited', 'is-added', 'is-moved');
      for (const element of copy.querySelectorAll('[class=""]')) element.removeAttribute('class');
      const plain = ({ outerHTML }: Element): string => outerHTML.replace(/>\s+/g, '>').replace(/\s+</g, '<');
      const posts = [...copy.querySelectorAll('.post')].map(
        (post) => `${post.parentElement?.getAttribute('data-part')}: ${plain(post)}`,
      );
      for (const post of copy.querySelectorAll('.post')) post.remove();
      return [document.title, plain(copy), ...posts];
    });
  }

  watched(): Promise<{ wrong: string[]; returned: string[]; states: number }> {
    return this.page.evaluate(() => ({
      wrong: window.wrong ?? [],
      returned: window.returned ?? [],
      states: window.states ?? 0,
    }));
  }
}
