// What is on screen, and the ways it changes: a patch, a whole new page, a withdrawal.
import type { Op } from '../core/change.js';
import type { Update } from '../core/update.js';
import { adoptBody, arrange, markFor, patchBody } from './body-view.js';
import { keepPlace } from './keep-place.js';
import { Pill } from './pill.js';
import { tellTimes } from './times.js';

const META = 'meta[name="description"], meta[name="robots"], meta[property^="og:"], link[rel="canonical"], script[type="application/ld+json"], link[rel="alternate"]';

const find = (selector: string): Element | null => document.querySelector(selector);

/** What a reader's eye may rest on. */
const readable = (): Iterable<Element> => document.querySelectorAll('.body > p, .post, h1, figure');

const setText = (root: ParentNode, selector: string, text: string): void => {
  const element = root.querySelector(selector);
  if (element !== null && element.textContent !== text) element.textContent = text;
};

export class Screen {
  /** Each part's markup as the server sent it: what is on screen differs from it by times and patches. */
  private readonly sources = new Map<string, string>();
  private readonly pill = new Pill();

  constructor(private readonly words: Record<string, string>) {
    this.remember(document);
    tellTimes(document);
    setInterval(() => tellTimes(document), 20_000);
  }

  /** Puts a change on screen. Gives what was touched, and whether something about it can only be seen on the page itself. */
  show(update: Update, ops: readonly Op[]): { touched: Element[]; whole: boolean } {
    const { headline, versionCreated } = update.story;
    const body = find('[data-part="body"]');
    if (body === null) return { touched: [], whole: false };
    let touched: Element[] = [];
    let whole = true;
    keepPlace(readable(), () => {
      touched = patchBody(body, ops);
      if (headline !== null && find('[data-headline]')?.textContent !== headline) {
        setText(document, '[data-headline]', headline);
        document.title = headline;
        this.sources.delete('head');
      }
      whole = this.showStamp(versionCreated, update.change.silent);
      this.addToHistory(update);
    });
    return { touched, whole };
  }

  /** Makes the page equal to a fresh one. Gives what is new in the text. */
  adopt(fresh: Document): Element[] {
    const main = find('#story');
    const next = fresh.getElementById('story');
    if (main === null || next === null) return [];
    let touched: Element[] = [];
    document.title = fresh.title;
    for (const element of document.head.querySelectorAll(META)) element.remove();
    document.head.append(...[...fresh.head.querySelectorAll(META)].map((element) => document.importNode(element, true)));
    if (main.getAttribute('data-view') !== next.getAttribute('data-view')) {
      main.replaceWith(document.importNode(next, true));
      this.remember(fresh);
    } else {
      keepPlace(readable(), () => {
        for (const part of next.querySelectorAll('[data-part]')) touched.push(...this.adoptPart(main, part));
      });
    }
    tellTimes(document);
    return touched;
  }

  /** Takes a killed story or post off the screen, at once and without asking the server. */
  withdraw(id: string, isPage: boolean): void {
    if (!isPage) {
      keepPlace(readable(), () => document.getElementById(`post-${id}`)?.remove());
      this.pill.show();
      this.sources.delete('posts');
      return;
    }
    for (const element of document.head.querySelectorAll(META)) element.remove();
    const template = document.querySelector<HTMLTemplateElement>('#withdrawn-template');
    const notice = template === null ? document.createElement('main') : document.importNode(template.content, true);
    find('#story')?.replaceWith(notice);
    document.title = find('#story h1')?.textContent ?? '';
  }

  private remember(page: Document): void {
    this.sources.clear();
    for (const part of page.querySelectorAll<HTMLElement>('[data-part]')) this.sources.set(part.dataset['part'] ?? '', part.innerHTML);
    for (const post of page.querySelectorAll('.post')) this.sources.set(post.id, post.outerHTML);
  }

  private adoptPart(main: Element, part: Element): Element[] {
    const name = part.getAttribute('data-part') ?? '';
    const own = main.querySelector(`[data-part="${name}"]`);
    if (own === null) return [];
    if (name === 'body') return adoptBody(own, part);
    if (this.sources.get(name) === part.innerHTML) return [];
    const touched = name === 'posts' ? this.adoptPosts(own, part) : [];
    if (name !== 'posts') own.replaceChildren(...[...part.childNodes].map((node) => document.importNode(node, true)));
    this.sources.set(name, part.innerHTML);
    return touched;
  }

  /** A post that is the same in both stays; the rest is replaced, put in or taken out. */
  private adoptPosts(own: Element, part: Element): Element[] {
    const touched: Element[] = [];
    const holds = own.getBoundingClientRect().top < -1;
    const posts = [...part.children].map((post) => {
      const old = [...own.children].find(({ id }) => id === post.id);
      if (old !== undefined && this.sources.get(post.id) === post.outerHTML) return old;
      this.sources.set(post.id, post.outerHTML);
      const made = document.importNode(post, true) as HTMLElement;
      // What is behind the button stays there, edited or not.
      if (old === undefined ? holds : old instanceof HTMLElement && old.hidden) this.pill.hold(made);
      else {
        markFor(made, old === undefined ? 'added' : 'edited');
        touched.push(made);
      }
      return made;
    });
    arrange(own, posts);
    this.pill.show();
    return touched;
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
    tellTimes(time.parentElement ?? document);
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
    tellTimes(entry);
  }
}
