// The head of a live blog at work: what it is called, whether it runs, and its end.
import type { DeskStory } from '../../core/story/desk-view.js';
import type { DeskApi } from './api/desk-api.js';
import { button, el, labelled, openDialog } from './view/dom.js';
import { splitParagraphs, joinParagraphs } from './view/block-text.js';
import { formatInstant, shortTime } from './view/times.js';

export function blogState({ state, coverageEndTime }: DeskStory, now: Date): { name: 'draft' | 'ended' | 'live'; words: string } {
  if (state === 'draft' || state === 'scheduled') return { name: 'draft', words: 'Not public yet' };
  if (coverageEndTime !== undefined && new Date(coverageEndTime) <= now) return { name: 'ended', words: `Ended ${shortTime(coverageEndTime)}` };
  return { name: 'live', words: 'Live' };
}

export class BlogHeader {
  readonly root = el('header', { class: 'blog-head' });
  private version = '';

  constructor(
    private readonly api: DeskApi,
    private readonly say: (words: string) => void,
    private readonly changed: () => void,
  ) {}

  showError(words: string): void {
    this.version = '';
    const old = this.root.querySelector('.failed');
    if (old !== null) old.textContent = words;
    else this.root.append(el('p', { class: 'failed', role: 'status' }, words));
  }

  show(blog: DeskStory): void {
    const now = this.api.now();
    const { name, words } = blogState(blog, now);
    const version = [blog.revision, name].join();
    if (version === this.version) return;
    this.version = version;
    document.title = `${blog.headline} · Dateline console`;
    const end = (): void => void this.patch({ coverageEndTime: formatInstant(this.api.now()) }, 'The live blog has ended. Readers see that; edits and corrections still go out.');
    const reopen = (): void => void this.patch({ coverageEndTime: null }, 'The live blog goes on.');
    const publish = (): void => void this.patch({ pubStatus: 'usable', embargoedUntil: null, firstCreated: formatInstant(this.api.now()), versionCreated: formatInstant(this.api.now()) }, 'The live blog is public.');
    this.id = blog.id;
    this.root.replaceChildren(
      el('p', { class: 'meta' }, el('a', { href: '#' }, 'All live blogs'), el('span', { 'class': 'badge', 'data-state': name }, words)),
      el('h1', { dir: 'auto' }, blog.headline),
      el(
        'div',
        { class: 'actions' },
        name !== 'draft' && el('a', { class: 'quiet', href: `/stories/${blog.id}`, target: '_blank', rel: 'noopener' }, 'Readers’ page'),
        button('Headline and summary…', () => this.rename(blog), { kind: 'quiet', name: 'rename' }),
        name === 'draft' && button('Make it public', publish, { kind: 'main', name: 'open-blog' }),
        name === 'live' && button('End the blog', end, { kind: 'quiet', name: 'end' }),
        name === 'ended' && button('Reopen', reopen, { kind: 'quiet', name: 'reopen' }),
      ),
    );
  }

  private id = '';

  private async patch(body: object, words: string): Promise<boolean> {
    const reply = await this.api.requestWithRetry({ method: 'PATCH', path: `/v1/stories/${this.id}`, body }, (waiting) => waiting !== null && this.say(waiting), AbortSignal.timeout(120_000));
    this.say(reply === null ? 'Given up: there was no connection for two minutes.' : reply.body === null ? `Not done: ${reply.reason}` : words);
    this.changed();
    return reply?.body != null;
  }

  private rename(blog: DeskStory): void {
    const headline = el('input', { type: 'text', name: 'blog-headline', required: true, maxlength: '1000', dir: 'auto' });
    const text = el('textarea', { name: 'blog-summary', rows: '5', dir: 'auto' });
    headline.value = blog.headline;
    text.value = joinParagraphs(blog.body);
    const form = el('form', { method: 'post', class: 'stack', novalidate: true }, labelled('Headline', headline), labelled('Summary', text), el('div', { class: 'actions' }, el('button', { type: 'submit', class: 'main' }, 'Save')));
    const dialog = openDialog('Headline and summary', form);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (headline.value.trim() === '') headline.focus();
      else void this.patch({ headline: headline.value.trim(), body: splitParagraphs(text.value), versionCreated: formatInstant(this.api.now()) }, 'Saved.').then((done) => done && dialog.close());
    });
  }
}
