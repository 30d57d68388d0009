// The story page in the DOM, and how it changes: a patch, a sync with a loaded page, a withdrawal.
import type { Op } from '../../core/story/change.js';
import type { Update } from '../../core/log/update.js';
import { patchBody, syncBody } from '../view/body-view.js';
import { keepScrollPosition } from '../view/scroll-anchor.js';
import { formatTimes } from '../view/times.js';
import type { PageTitle } from './page-title.js';
import { anchorCandidates } from './post-list.js';

/** Parts that `PostList` owns. */
const LIST_PARTS = new Set(['keys', 'pinned', 'newer', 'posts', 'older']);

/** Elements of `<head>` that describe the story. */
const HEAD_ELEMENTS = [
  'meta[name="description"]',
  'meta[name="robots"]',
  'meta[property^="og:"]',
  'meta[property^="article:"]',
  'meta[name^="twitter:"]',
  'link[rel="canonical"]',
  'script[type="application/ld+json"]',
  'link[rel="alternate"]',
].join(', ');

const find = (selector: string): Element | null => document.querySelector(selector);

const partName = (part: HTMLElement): string => part.dataset['part'] ?? '';

const removeHeadElements = (): void => {
  for (const element of document.head.querySelectorAll(HEAD_ELEMENTS)) element.remove();
};

const setText = (root: ParentNode, selector: string, text: string): void => {
  const element = root.querySelector(selector);
  if (element !== null && element.textContent !== text) element.textContent = text;
};

export class PageView {
  /** Part name → the server's markup. On screen it differs: times are formatted, and patches applied. */
  private readonly sources = new Map<string, string>();

  /** `words`: the page's names of change classes. */
  constructor(
    private readonly words: Record<string, string>,
    private readonly title: PageTitle,
  ) {
    this.rememberSources(document);
    formatTimes(document);
  }

  /** Shows a change. `isComplete` is false if the page must be loaded to show the rest of it. */
  patch(update: Update, ops: readonly Op[]): { touched: Element[]; isComplete: boolean } {
    const { headline, versionCreated } = update.story;
    const body = find('[data-part="body"]');
    if (body === null) return { touched: [], isComplete: false };
    let touched: Element[] = [];
    let isComplete = true;
    keepScrollPosition(anchorCandidates(), () => {
      touched = patchBody(body, ops);
      if (headline !== null && find('[data-headline]')?.textContent !== headline) {
        setText(document, '[data-headline]', headline);
        this.title.setHeadline(headline);
        this.sources.delete('head');
      }
      isComplete = this.showStamp(versionCreated, update.change.silent);
      this.addToHistory(update);
    });
    return { touched, isComplete };
  }

  /**
   * Makes the page equal to a loaded one, except a live blog's posts. Returns the new parts of the text, and whether
   * the story now has another kind of page, so that all of it was replaced.
   */
  sync(page: Document): { touched: Element[]; isReplaced: boolean } {
    const main = find('#story');
    const loaded = page.getElementById('story');
    if (main === null || loaded === null) return { touched: [], isReplaced: false };
    const touched: Element[] = [];
    this.title.setHeadline(page.title);
    removeHeadElements();
    const headElements = [...page.head.querySelectorAll(HEAD_ELEMENTS)];
    document.head.append(...headElements.map((element) => document.importNode(element, true)));
    const isReplaced = main.getAttribute('data-view') !== loaded.getAttribute('data-view');
    if (isReplaced) {
      main.replaceWith(document.importNode(loaded, true));
      this.rememberSources(page);
    } else {
      keepScrollPosition(anchorCandidates(), () => {
        for (const part of loaded.querySelectorAll<HTMLElement>('[data-part]'))
          touched.push(...this.syncPart(main, part));
      });
    }
    formatTimes(document);
    return { touched, isReplaced };
  }

  /** Removes a killed story at once, without asking the server. */
  withdraw(): void {
    removeHeadElements();
    const template = document.querySelector<HTMLTemplateElement>('#withdrawn-template');
    const withdrawn = template === null ? document.createElement('main') : document.importNode(template.content, true);
    find('#story')?.replaceWith(withdrawn);
    this.title.setHeadline(find('#story h1')?.textContent ?? '');
  }

  private rememberSources(page: Document): void {
    this.sources.clear();
    for (const part of page.querySelectorAll<HTMLElement>('[data-part]')) {
      if (!LIST_PARTS.has(partName(part))) this.sources.set(partName(part), part.innerHTML);
    }
  }

  private syncPart(main: Element, part: HTMLElement): Element[] {
    const name = partName(part);
    const current = main.querySelector(`[data-part="${name}"]`);
    if (current === null) return [];
    if (name === 'body') return syncBody(current, part);
    if (LIST_PARTS.has(name) || this.sources.get(name) === part.innerHTML) return [];
    current.replaceChildren(...[...part.childNodes].map((node) => document.importNode(node, true)));
    this.sources.set(name, part.innerHTML);
    return [];
  }

  /** Shows the new stamp. False if only a loaded page can show it. */
  private showStamp(at: string | null, silent: boolean): boolean {
    if (silent) return true;
    // The stamp's zone is unknown, so the page shows its words instead.
    if (at === null) return false;
    const time = document.querySelector<HTMLTimeElement>('[data-stamp="updated"] time');
    if (time === null) return document.querySelector<HTMLTimeElement>('[data-stamp="published"] time')?.dateTime === at;
    if (time.dateTime === at) return true;
    time.dateTime = at;
    delete time.dataset['words'];
    formatTimes(time.parentElement ?? document);
    this.sources.delete('head');
    return true;
  }

  private addToHistory({ at, story, change }: Update): void {
    const list = find('[data-revisions]');
    const template = document.querySelector<HTMLTemplateElement>('#revision-template');
    const entry = template === null ? null : document.importNode(template.content, true).firstElementChild;
    if (list === null || entry === null) return;
    if (list.querySelector(`[data-revision="${story.revision}"]`) !== null) return;
    entry.setAttribute('data-revision', String(story.revision));
    entry.setAttribute('data-class', change.class);
    setText(entry, '.number', String(story.revision));
    setText(entry, '.class', this.words[change.class] ?? change.class);
    if (change.class === 'headline') setText(entry, '.headline-now', story.headline ?? '');
    else entry.querySelector('.headline-now')?.remove();
    if (!change.silent) entry.querySelector('.silent')?.remove();
    const previous = list.querySelector('[data-revision]')?.getAttribute('data-revision') ?? '1';
    entry.querySelector('.see a')?.setAttribute('href', `/stories/${story.id}/diff/${previous}..${story.revision}`);
    entry.querySelector('time')?.setAttribute('datetime', at);
    const stampWords = list.querySelector('time')?.dataset['words'];
    if (change.silent && stampWords !== undefined) entry.querySelector('time')?.setAttribute('data-words', stampWords);
    const percent = String(Math.round(Math.min(1, Math.max(0, change.significance)) * 100));
    const meter = entry.querySelector('meter');
    meter?.setAttribute('value', percent);
    meter?.setAttribute('title', meter.title.replace('#', percent));
    if (meter !== null) meter.textContent = meter.textContent?.replace('#', percent) ?? '';
    entry.classList.add('is-new');
    list.prepend(entry);
    this.sources.delete('history');
    formatTimes(entry);
  }
}
