// The publisher's live blogs, and the start of a new one.
import { v4 as uuidv4 } from 'uuid';
import type { Desk, DeskBlog } from '../../core/story/desk-view.js';
import type { ChannelHandle } from '../connection/client.js';
import { blogState } from './blog-header.js';
import type { ConsoleContext } from './blog-desk.js';
import { splitParagraphs } from './view/block-text.js';
import { button, checkbox, el, labelled, openDialog } from './view/dom.js';
import { KilledList } from './dialog/killed-list.js';
import { Refresher } from './api/refresher.js';
import { formatInstant, shortTime } from './view/times.js';

const counted = (count: number, one: string, many: string): string | null => (count === 0 ? null : `${count} ${count === 1 ? one : many}`);

export class BlogList {
  readonly root = el('main', { class: 'blogs', id: 'main' });
  private readonly list = el('ul', { class: 'blog-list' });
  private readonly status = el('p', { class: 'status', role: 'status' }, 'Loading…');
  private readonly refresher = new Refresher(() => this.look());
  private readonly channel: ChannelHandle;
  private readonly killed: KilledList;
  private shown = '';

  constructor(
    private readonly room: ConsoleContext,
    private readonly open: (id: string) => void,
  ) {
    document.title = 'Live blogs · Dateline console';
    this.killed = new KilledList(room.api, 'live blog', (words) => {
      room.say(words);
      this.refresher.soon();
    });
    this.root.append(el('header', { class: 'blog-head' }, el('h1', {}, 'Live blogs'), el('div', { class: 'actions' }, button('Start a live blog', () => this.begin(), { kind: 'main', name: 'start' }))), this.status, this.list, this.killed.root);
    this.channel = room.client.subscribe(`publisher/${room.publisher}`, { onUpdate: () => this.refresher.soon(), onReset: () => this.refresher.soon() });
    void this.refresher.now();
  }

  close(): void {
    this.channel.unsubscribe();
    this.refresher.stop();
  }

  private async look(): Promise<void> {
    const { body, reason } = await this.room.api.request<Desk>({ path: '/v1/desk' });
    if (body === null) {
      this.status.textContent = `This is as it was last seen: ${reason}`;
      return;
    }
    this.status.textContent = body.liveblogs.length === 0 ? 'There is none yet. Start one: a headline is enough.' : '';
    this.killed.show(body.killed);
    const now = this.room.api.now();
    const lines = body.liveblogs.map((blog) => ({ blog, state: blogState(blog, now) })).toSorted((a, b) => Number(a.state.name === 'ended') - Number(b.state.name === 'ended'));
    const version = JSON.stringify(lines.map(({ blog: { id, revision, counts }, state }) => [id, revision, counts, state]));
    // What has not changed stays as it is, with whatever is focused in it.
    if (version === this.shown) return;
    this.shown = version;
    const focused = this.list.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
    this.list.replaceChildren(...lines.map(({ blog, state }) => this.line(blog, state)));
    if (focused != null) this.list.querySelector<HTMLElement>(`[href="${focused}"]`)?.focus();
  }

  private line({ id, headline, counts, receivedAt, firstCreated }: DeskBlog, { name, words }: ReturnType<typeof blogState>): HTMLElement {
    const held = [counted(counts.live + counts.changing, 'post', 'posts'), counted(counts.draft, 'draft', 'drafts'), counted(counts.scheduled + counts.changing, 'scheduled', 'scheduled')].filter((one) => one !== null);
    return el('li', {}, el('a', { href: `#${id}` }, el('span', { class: 'title', dir: 'auto' }, headline)), el('p', { class: 'meta' }, el('span', { 'class': 'badge', 'data-state': name }, words), el('span', {}, held.length === 0 ? 'No posts yet' : held.join(', ')), el('span', {}, `begun ${shortTime(firstCreated ?? receivedAt)}`)));
  }

  private begin(): void {
    // One id however often it is sent: a second click, or a second try, starts no second live blog.
    const uri = `urn:uuid:${uuidv4()}`;
    const headline = el('input', { type: 'text', name: 'blog-headline', required: true, maxlength: '1000', autocomplete: 'off', dir: 'auto' });
    const text = el('textarea', { name: 'blog-summary', rows: '4', dir: 'auto' });
    const draft = checkbox('Prepare it first: readers see it only once you make it public', false);
    const send = el('button', { type: 'submit', class: 'main' }, 'Start');
    const status = el('p', { class: 'status', role: 'status' });
    const form = el('form', { method: 'post', class: 'stack', novalidate: true }, labelled('Headline', headline), labelled('Summary', text, 'What it is about; can be changed at any time'), draft.root, status, el('div', { class: 'actions' }, send));
    const dialog = openDialog('Start a live blog', form);
    const stop = new AbortController();
    dialog.addEventListener('close', () => stop.abort());
    headline.focus();
    const start = async (): Promise<void> => {
      send.disabled = true;
      const now = formatInstant(this.room.api.now());
      const body = { uri, kind: 'liveblog', headline: headline.value.trim(), body: splitParagraphs(text.value), firstCreated: now, versionCreated: now, ...(draft.box.checked ? { pubStatus: 'withheld' } : {}) };
      const reply = await this.room.api.requestWithRetry<{ story: string }>({ method: 'POST', path: '/v1/stories', body }, (words) => (status.textContent = words ?? 'Starting…'), stop.signal);
      send.disabled = false;
      if (reply === null) return;
      if (reply.body === null) status.textContent = `Not started: ${reply.reason}`;
      else {
        dialog.close();
        this.open(reply.body.story);
      }
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (headline.value.trim() === '') status.textContent = 'The headline is missing.';
      else if (!send.disabled) void start();
    });
  }
}
