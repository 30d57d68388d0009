// The header of a live blog in the console: its headline and state, and buttons to publish, end and reopen it.
import type { DeskStory } from '../../core/story/desk-view.js';
import type { DeskApi } from './api/desk-api.js';
import { patchStory } from './api/story-patch.js';
import { joinParagraphs, splitParagraphs } from './view/block-text.js';
import { button, el, labelled, openDialog } from './view/dom.js';
import { formatSeconds, shortTime } from './view/times.js';

export type BlogState = { name: 'draft' | 'ended' | 'live'; label: string };

export function blogState({ state, coverageEndTime }: DeskStory, now: Date): BlogState {
  if (state === 'draft' || state === 'scheduled') return { name: 'draft', label: 'Not public yet' };
  if (coverageEndTime !== undefined && new Date(coverageEndTime) <= now) {
    return { name: 'ended', label: `Ended ${shortTime(coverageEndTime)}` };
  }
  return { name: 'live', label: 'Live' };
}

export class BlogHeader {
  readonly root = el('header', { class: 'blog-head' });
  /** Identifies what is shown: an unchanged header is not rendered again. */
  private fingerprint = '';
  private id = '';

  constructor(
    private readonly api: DeskApi,
    private readonly notify: (message: string) => void,
    private readonly changed: () => void,
  ) {}

  showError(message: string): void {
    this.fingerprint = '';
    const previous = this.root.querySelector('.failed');
    if (previous !== null) previous.textContent = message;
    else this.root.append(el('p', { class: 'failed', role: 'status' }, message));
  }

  show(blog: DeskStory): void {
    const { name, label } = blogState(blog, this.api.now());
    const fingerprint = [blog.revision, name].join();
    if (fingerprint === this.fingerprint) return;
    this.fingerprint = fingerprint;
    this.id = blog.id;
    document.title = `${blog.headline} · Dateline console`;
    const badge = el('span', { class: 'badge', 'data-state': name }, label);
    this.root.replaceChildren(
      el('p', { class: 'meta' }, el('a', { href: '#' }, 'All live blogs'), badge),
      el('h1', { dir: 'auto' }, blog.headline),
      el('div', { class: 'actions' }, this.actions(blog, name)),
    );
  }

  private actions(blog: DeskStory, state: BlogState['name']): (HTMLElement | false)[] {
    const page = { class: 'quiet', href: `/stories/${blog.id}`, target: '_blank', rel: 'noopener' };
    return [
      state !== 'draft' && el('a', page, 'Reader page'),
      button('Headline and summary…', () => this.openRename(blog), { kind: 'quiet', name: 'rename' }),
      state === 'draft' && button('Make it public', () => void this.publish(), { kind: 'main', name: 'open-blog' }),
      state === 'live' && button('End the blog', () => void this.end(), { kind: 'quiet', name: 'end' }),
      state === 'ended' && button('Reopen', () => void this.reopen(), { kind: 'quiet', name: 'reopen' }),
    ];
  }

  private now(): string {
    return formatSeconds(this.api.now());
  }

  private publish(): Promise<boolean> {
    const now = this.now();
    const fields = { pubStatus: 'usable', embargoedUntil: null, firstCreated: now, versionCreated: now };
    return this.patch(fields, 'The live blog is public.');
  }

  private end(): Promise<boolean> {
    const success = 'The live blog has ended. You can still edit and correct posts.';
    return this.patch({ coverageEndTime: this.now() }, success);
  }

  private reopen(): Promise<boolean> {
    return this.patch({ coverageEndTime: null }, 'The live blog is open again.');
  }

  private async patch(fields: object, success: string): Promise<boolean> {
    const { api, notify, id } = this;
    const isDone = await patchStory({ api, notify, id, fields, success });
    this.changed();
    return isDone;
  }

  private openRename(blog: DeskStory): void {
    const headlineAttributes = { type: 'text', name: 'blog-headline', required: true, maxlength: '1000', dir: 'auto' };
    const headline = el('input', headlineAttributes);
    const text = el('textarea', { name: 'blog-summary', rows: '5', dir: 'auto' });
    headline.value = blog.headline;
    text.value = joinParagraphs(blog.body);
    const form = el(
      'form',
      { method: 'post', class: 'stack', novalidate: true },
      labelled('Headline', headline),
      labelled('Summary', text),
      el('div', { class: 'actions' }, el('button', { type: 'submit', class: 'main' }, 'Save')),
    );
    const dialog = openDialog('Headline and summary', form);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (headline.value.trim() === '') {
        headline.focus();
        return;
      }
      const body = splitParagraphs(text.value);
      const fields = { headline: headline.value.trim(), body, versionCreated: this.now() };
      void this.patch(fields, 'Saved.').then((isDone) => isDone && dialog.close());
    });
  }
}
