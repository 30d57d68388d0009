// What is on screen, and the ways it changes: a patch, a whole new page, a withdrawal.
import type { Op } from '../../core/story/change.js';
import type { Update } from '../../core/log/update.js';
import { syncBody, patchBody } from '../view/body-view.js';
import { keepScrollPosition } from '../view/scroll-anchor.js';
import type { PageTitle } from './page-title.js';
import { anchorCandidates } from './post-list.js';
import { formatTimes } from '../view/times.js';

/** What the list of posts keeps. */
const LIST_PARTS = new Set(['keys', 'pinned', 'newer', 'posts', 'older']);

const META = 'meta[name="description"], meta[name="robots"], meta[property^="og:"], meta[property^="article:"], meta[name^="twitter:"], link[rel="canonical"], script[type="application/ld+json"], link[rel="alternate"]';

const find = (selector: string): Element | null => document.querySelector(selector);

const setText = (root: ParentNode, selector: string, text: string): void => {
  const element = root.querySelector(selector);
  if (element !== null && element.textContent !== text) element.textContent = text;
};

export class PageView {
  /** Each part's markup as the server sent it: what is on screen differs from it by times and patches. */
  private readonly sources = new Map<string, string>();

  constructor(
    private readonly words: Record<string, string>,
    private readonly title: PageTitle,
  ) {
    this.remember(document);
    formatTimes(document);
  }

  /** Puts a change on screen. Gives what was touched, and whether something about it can only be seen on the page itself. */
  patch(update: Update, ops: readonly Op[]): { touched: Element[]; whole: boolean } {
    const { headline, versionCreated } = update.story;
    const body = find('[data-part="body"]');
    if (body === null) return { touched: [], whole: false };
    let touched: Element[] = [];
    let whole = true;
    keepScrollPosition(anchorCandidates(), () => {
      touched = patchBody(body, ops);
      if (headline !== null && find('[data-headline]')?.textContent !== headline) {
        setText(document, '[data-headline]', headline);
        this.title.setHeadline(headline);
        this.sources.delete('head');
      }
      whole = this.showStamp(versionCreated, update.change.silent);
      this.addToHistory(update);
    });
    return { touched, whole };
  }

  /** Makes the page equal to a fresh one, less a live blog's posts. Gives what is new in the text, and whether the page is another one now. */
  sync(fresh: Document): { touched: Element[]; replaced: boolean } {
    const main = find('#story');
    const next = fresh.getElementById('story');
    if (main === null || next === null) return { touched: [], replaced: false };
    const touched: Element[] = [];
    this.title.setHeadline(fresh.title);
    for (const element of document.head.querySelectorAll(META)) element.remove();
    document.head.append(...[...fresh.head.querySelectorAll(META)].map((element) => document.importNode(element, true)));
    const replaced = main.getAttribute('data-view') !== next.getAttribute('data-view');
    if (replaced) {
      main.replaceWith(document.importNode(next, true));
      this.remember(fresh);
    } else {
      keepScrollPosition(anchorCandidates(), () => {
        for (const part of next.querySelectorAll('[data-part]')) touched.push(...this.adoptPart(main, part));
      });
    }
    formatTimes(document);
    return { touched, replaced };
  }

  /** Takes the killed story off the screen, at once and without asking the server. */
  withdraw(): void {
    for (const element of document.head.querySelectorAll(META)) element.remove();
    const template = document.querySelector<HTMLTemplateElement>('#withdrawn-template');
    const notice = template === null ? document.createElement('main') : document.importNode(template.content, true);
    find('#story')?.replaceWith(notice);
    this.title.setHeadline(find('#story h1')?.textContent ?? '');
  }

  private remember(page: Document): void {
    this.sources.clear();
    for (const part of page.querySelectorAll<HTMLElement>('[data-part]')) if (!LIST_PARTS.has(part.dataset['part'] ?? '')) this.sources.set(part.dataset['part'] ?? '', part.innerHTML);
  }

  private adoptPart(main: Element, part: Element): Element[] {
    const name = part.getAttribute('data-part') ?? '';
    const own = main.querySelector(`[data-part="${name}"]`);
    if (own === null) return [];
    if (name === 'body') return syncBody(own, part);
    if (LIST_PARTS.has(name) || this.sources.get(name) === part.innerHTML) return [];
    own.replaceChildren(...[...part.childNodes].map((node) => document.importNode(node, true)));
    this.sources.set(name, part.innerHTML);
    return [];
  }

  private showStamp(at: string | null, silent: boolean): boolean {
    // Without a new stamp there is nothing to show; one whose zone is unknown has words that only the page has.
    if (silent) return true;
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
    if (list === null || entry === null || list.querySelector(`[data-revision="${story.revision}"]`) !== null) return;
    const level = Math.round(Math.min(1, Math.max(0, change.significance)) * 100);
    entry.setAttribute('data-revision', String(story.revision));
    entry.setAttribute('data-class', change.class);
    setText(entry, '.number', String(story.revision));
    setText(entry, '.class', this.words[change.class] ?? change.class);
    if (change.class === 'headline') setText(entry, '.headline-now', story.headline ?? '');
    else entry.querySelector('.headline-now')?.remove();
    if (!change.silent) entry.querySelector('.silent')?.remove();
    const before = list.querySelector('[data-revision]')?.getAttribute('data-revision') ?? '1';
    entry.querySelector('.see a')?.setAttribute('href', `/stories/${story.id}/diff/${before}..${story.revision}`);
    entry.querySelector('time')?.setAttribute('datetime', at);
    const said = list.querySelector('time')?.dataset['words'];
    if (change.silent && said !== undefined) entry.querySelector('time')?.setAttribute('data-words', said);
    const meter = entry.querySelector('meter');
    meter?.setAttribute('value', String(level));
    meter?.setAttribute('title', meter.title.replace('#', String(level)));
    if (meter !== null) meter.textContent = meter.textContent?.replace('#', String(level)) ?? '';
    entry.classList.add('is-new');
    list.prepend(entry);
    this.sources.delete('history');
    formatTimes(entry);
  }
}
