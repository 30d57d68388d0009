// The publisher's live blogs, and the dialog that starts a new one.
import { v4 as uuidv4 } from 'uuid';
import type { Desk, DeskBlog } from '../../core/story/desk-view.js';
import type { ChannelHandle } from '../connection/client.js';
import { Refresher } from './api/refresher.js';
import type { ConsoleContext } from './blog-desk.js';
import { blogState, type BlogState } from './blog-header.js';
import { KilledList } from './dialog/killed-list.js';
import { splitParagraphs } from './view/block-text.js';
import { button, checkbox, el, labelled, openDialog } from './view/dom.js';
import { formatSeconds, shortTime } from './view/times.js';

const DRAFT_LABEL = 'Prepare it first: readers do not see it until you make it public';
const SUMMARY_HINT = 'What it is about. You can change it at any time.';

/** For example `2 posts, 1 draft`. */
function countsLabel({ live, changing, draft, scheduled }: DeskBlog['counts']): string {
  const parts = [
    { count: live + changing, one: 'post', many: 'posts' },
    { count: draft, one: 'draft', many: 'drafts' },
    { count: scheduled + changing, one: 'scheduled', many: 'scheduled' },
  ];
  const labels = parts.flatMap(({ count, one, many }) => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]));
  return labels.length === 0 ? 'No posts yet' : labels.join(', ');
}

export class BlogList {
  readonly root = el('main', { class: 'blogs', id: 'main' });
  private readonly list = el('ul', { class: 'blog-list' });
  private readonly status = el('p', { class: 'status', role: 'status' }, 'Loading…');
  private readonly refresher = new Refresher(() => this.refresh());
  private readonly channel: ChannelHandle;
  private readonly killed: KilledList;
  /** Identifies what is shown: an unchanged list is not rendered again, and keeps the focus. */
  private fingerprint = '';

  constructor(
    private readonly context: ConsoleContext,
    private readonly open: (id: string) => void,
  ) {
    document.title = 'Live blogs · Dateline console';
    this.killed = new KilledList(context.api, 'live blog', (message) => {
      context.notify(message);
      this.refresher.soon();
    });
    const start = button('Start a live blog', () => this.openStartDialog(), { kind: 'main', name: 'start' });
    const header = el(
      'header',
      { class: 'blog-head' },
      el('h1', {}, 'Live blogs'),
      el('div', { class: 'actions' }, start),
    );
    this.root.append(header, this.status, this.list, this.killed.root);
    this.channel = context.client.subscribe(`publisher/${context.publisher}`, {
      onUpdate: () => this.refresher.soon(),
      onReset: () => this.refresher.soon(),
    });
    void this.refresher.now();
  }

  close(): void {
    this.channel.unsubscribe();
    this.refresher.stop();
  }

  private async refresh(): Promise<void> {
    const { body, reason } = await this.context.api.request<Desk>({ path: '/v1/desk' });
    if (body === null) {
      this.status.textContent = `This list may be out of date: ${reason}`;
      return;
    }
    const isEmpty = body.liveblogs.length === 0;
    this.status.textContent = isEmpty ? 'No live blogs yet. Start one: it only needs a headline.' : '';
    this.killed.show(body.killed);
    const now = this.context.api.now();
    const rank = (state: BlogState): number => Number(state.name === 'ended');
    const entries = body.liveblogs
      .map((blog) => ({ blog, state: blogState(blog, now) }))
      .toSorted((a, b) => rank(a.state) - rank(b.state));
    const shown = entries.map(({ blog: { id, revision, counts }, state }) => [id, revision, counts, state]);
    const fingerprint = JSON.stringify(shown);
    if (fingerprint === this.fingerprint) return;
    this.fingerprint = fingerprint;
    const hasFocus = this.list.contains(document.activeElement);
    const focused = hasFocus ? document.activeElement?.getAttribute('href') : null;
    this.list.replaceChildren(...entries.map(({ blog, state }) => this.entry(blog, state)));
    if (focused != null) this.list.querySelector<HTMLElement>(`[href="${focused}"]`)?.focus();
  }

  private entry(blog: DeskBlog, { name, label }: BlogState): HTMLElement {
    const { id, headline, counts, receivedAt, firstCreated } = blog;
    return el(
      'li',
      {},
      el('a', { href: `#${id}` }, el('span', { class: 'title', dir: 'auto' }, headline)),
      el(
        'p',
        { class: 'meta' },
        el('span', { class: 'badge', 'data-state': name }, label),
        el('span', {}, countsLabel(counts)),
        el('span', {}, `started ${shortTime(firstCreated ?? receivedAt)}`),
      ),
    );
  }

  private openStartDialog(): void {
    // One uri for the whole dialog: a second click or a retry cannot create a second live blog.
    const uri = `urn:uuid:${uuidv4()}`;
    const headline = el('input', {
      type: 'text',
      name: 'blog-headline',
      required: true,
      maxlength: '1000',
      autocomplete: 'off',
      dir: 'auto',
    });
    const text = el('textarea', { name: 'blog-summary', rows: '4', dir: 'auto' });
    const draft = checkbox(DRAFT_LABEL, false);
    const submit = el('button', { type: 'submit', class: 'main' }, 'Start');
    const status = el('p', { class: 'status', role: 'status' });
    const form = el(
      'form',
      { method: 'post', class: 'stack', novalidate: true },
      labelled('Headline', headline),
      labelled('Summary', text, SUMMARY_HINT),
      draft.root,
      status,
      el('div', { class: 'actions' }, submit),
    );
    const dialog = openDialog('Start a live blog', form);
    const closer = new AbortController();
    dialog.addEventListener('close', () => closer.abort());
    headline.focus();
    const { api } = this.context;
    const start = async (): Promise<void> => {
      submit.disabled = true;
      const now = formatSeconds(api.now());
      const body = {
        uri,
        kind: 'liveblog',
        headline: headline.value.trim(),
        body: splitParagraphs(text.value),
        firstCreated: now,
        versionCreated: now,
        ...(draft.box.checked ? { pubStatus: 'withheld' } : {}),
      };
      const request = { method: 'POST', path: '/v1/stories', body } as const;
      const onProgress = (message: string | null): void => void (status.textContent = message ?? 'Starting…');
      const response = await api.requestWithRetry<{ story: string }>(request, onProgress, closer.signal);
      submit.disabled = false;
      if (response === null) return;
      if (response.body === null) status.textContent = `Not started: ${response.reason}`;
      else {
        dialog.close();
        this.open(response.body.story);
      }
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (headline.value.trim() === '') status.textContent = 'The headline is missing.';
      else if (!submit.disabled) void start();
    });
  }
}
