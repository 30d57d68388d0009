// A live blog at work: the editor, what was not sent yet, and its posts, kept true by the log and by looking.
import type { DeskPosts, DeskStory } from '../../core/story/desk-view.js';
import type { ChannelHandle, Client } from '../connection/client.js';
import { BlogHeader } from './blog-header.js';
import type { DeskApi } from './api/desk-api.js';
import { button, el } from './view/dom.js';
import { openHistory } from './dialog/history-dialog.js';
import { openKill } from './dialog/kill-dialog.js';
import { KilledList } from './dialog/killed-list.js';
import { baseOf, PostEditor } from './editor/post-editor.js';
import { PostList } from './post-list.js';
import { Refresher } from './api/refresher.js';
import { formatInstant } from './view/times.js';
import { isWriting, startWriting, stopWriting, loadUnsent, writingTextId, type UnsentText } from './editor/unsent-text.js';
import { UnsentList } from './dialog/unsent-list.js';

export type ConsoleContext = { api: DeskApi; client: Client; publisher: string; say: (words: string) => void };

const PAGE = 50;
const HEARD_MS = 30_000;

/** When readers first had it, or when it was written last. */
const begun = ({ firstCreated, receivedAt }: DeskStory): number => Date.parse(firstCreated ?? receivedAt);

export class BlogDesk {
  readonly root = el('main', { class: 'desk', id: 'main' });
  private readonly head: BlogHeader;
  private readonly list: PostList;
  private readonly killed: KilledList;
  private readonly unsent: UnsentList;
  private readonly writing = el('section', { 'class': 'writing', 'aria-label': 'Write' });
  private readonly older = button('Older posts', () => void this.loadOlder(), { name: 'older' });
  private readonly refresher = new Refresher(() => this.look());
  private readonly editors = new Map<string, PostEditor>();
  private readonly channel: ChannelHandle;
  private readonly kills = new Map<string, (at: Date) => void>();
  private fresh: PostEditor | null = null;
  /** Pages after the first, as far as they were asked for. */
  private pages = 1;
  private next: string | null = null;
  private posts: DeskStory[] = [];

  constructor(
    private readonly room: ConsoleContext,
    private readonly blog: string,
  ) {
    const { api, client, say } = room;
    this.head = new BlogHeader(api, say, () => this.refresher.soon());
    this.list = new PostList({ edit: (post) => void this.edit(post), patch: (post, fields, words) => void this.patch(post, fields, words), history: (post) => this.history(post), kill: (post) => this.kill(post) }, () => api.now());
    this.killed = new KilledList(api, 'post', (words) => {
      say(words);
      this.refresher.soon();
    });
    this.unsent = new UnsentList(room.publisher, blog, (unsent) => this.takeUp(unsent));
    this.older.hidden = true;
    this.root.append(this.head.root, el('div', { class: 'columns' }, el('div', { class: 'left' }, this.writing, this.unsent.root), el('div', { class: 'right' }, this.list.root, this.older, this.killed.root)));
    this.writeNew(loadUnsent(writingTextId(blog)));
    this.channel = client.subscribe(`story/${blog}`, {
      onUpdate: ({ story }) => {
        if (story.pubStatus === 'canceled') this.kills.get(story.id)?.(new Date());
        this.refresher.soon();
      },
      onReset: () => this.refresher.soon(),
    });
    void this.refresher.now();
  }

  close(): void {
    this.channel.unsubscribe();
    this.refresher.stop();
  }

  private async look(): Promise<void> {
    const posts = new Map<string, DeskStory>();
    let before: string | null = null;
    for (let page = 0; page < this.pages; page += 1) {
      const path: string = `/v1/desk/${this.blog}?limit=${PAGE}${before === null ? '' : `&before=${before}`}`;
      const { body, status, reason } = await this.room.api.request<DeskPosts>({ path });
      if (body === null) {
        if (status !== 401) this.head.showError(status === 404 ? 'There is no such live blog of yours.' : `This is as it was last seen: ${reason}`);
        return;
      }
      if (page === 0) {
        this.head.show(body.liveblog);
        this.killed.show(body.killed);
      }
      for (const post of [...body.hidden, ...body.posts]) posts.set(post.id, post);
      this.next = before = body.next;
      if (before === null) break;
    }
    this.posts = [...posts.values()].toSorted((a, b) => begun(b) - begun(a));
    this.list.show(this.posts, this.next !== null);
    this.older.hidden = this.next === null;
    this.standings();
    const dues = this.posts.flatMap(({ state, embargoedUntil }) => ((state === 'scheduled' || state === 'changing') && embargoedUntil !== null ? [Date.parse(embargoedUntil)] : []));
    this.refresher.at(dues.length === 0 ? null : Math.min(...dues) + 300 - (this.room.api.now().getTime() - Date.now()));
    this.unsent.show(new Set([this.fresh?.id ?? '', ...Array.from(this.editors.values(), ({ id }) => id)]));
  }

  /** Tells editors what became of their posts, and opens again those that a reload closed. */
  private standings(): void {
    for (const [id, editor] of this.editors) {
      const post = this.posts.find((one) => one.id === id);
      if (post === undefined && this.next !== null) continue;
      editor.postChanged(post ?? null);
      // The card went with its post; the text must not.
      if (post === undefined && !editor.root.isConnected) this.unsent.root.before(editor.root);
    }
    for (const post of this.posts) if (!this.editors.has(post.id) && isWriting(post.id)) this.edit(post, loadUnsent(writingTextId(post.id)));
  }

  private async loadOlder(): Promise<void> {
    this.pages += 1;
    await this.refresher.now();
  }

  private writeNew(unsent: UnsentText | null, focus = false): void {
    const { api, publisher } = this.room;
    const id = unsent?.id ?? startWriting(this.blog);
    const again = (): void => {
      startWriting(this.blog);
      this.writeNew(null, true);
    };
    const sent = (words: string): void => {
      this.room.say(words);
      again();
      this.refresher.soon();
    };
    const editor = new PostEditor({ api, publisher, blog: this.blog, sent, closed: again, aside: () => this.refresher.soon() }, unsent ?? { id, post: null });
    this.fresh = editor;
    this.writing.replaceChildren(el('h2', {}, 'New post'), editor.root);
    if (focus) editor.focus();
  }

  private edit(post: DeskStory, unsent: UnsentText | null = null): PostEditor {
    const id = unsent?.id ?? writingTextId(post.id);
    startWriting(post.id, id);
    const { api, publisher } = this.room;
    const end = (words: string | null): void => {
      stopWriting(post.id);
      this.editors.delete(post.id);
      editor.root.remove();
      this.list.replaceCard(post.id, null)?.querySelector<HTMLElement>('[data-act="edit"]')?.focus();
      if (words !== null) this.room.say(words);
      this.refresher.soon();
    };
    const editor = new PostEditor({ api, publisher, blog: this.blog, sent: end, closed: () => end(null), aside: () => this.refresher.soon() }, unsent ?? { id, post: baseOf(post) });
    this.editors.set(post.id, editor);
    this.list.replaceCard(post.id, editor.root);
    if (unsent === null) editor.focus();
    else editor.postChanged(post);
    return editor;
  }

  /** A text that was put aside, or that another tab left. */
  private takeUp(unsent: UnsentText): void {
    const post = this.posts.find(({ id }) => id === unsent.post?.id);
    if (unsent.post === null || post === undefined) {
      startWriting(this.blog, unsent.id);
      this.writeNew(unsent, true);
    } else {
      this.editors.get(post.id)?.root.remove();
      this.edit(post, unsent).focus();
    }
    this.refresher.soon();
  }

  private async patch(post: DeskStory, fields: object, words: string): Promise<void> {
    const now = formatInstant(this.room.api.now());
    const body = Object.fromEntries(Object.entries(fields).map(([name, value]: [string, unknown]) => [name, value === 'now' ? now : value]));
    // A pin is no matter of the text: whoever changes that meanwhile is in nobody's way. What publishes is for the text that was seen.
    const headers: Record<string, string> = 'pubStatus' in fields ? { 'if-match': `"${post.revision}"` } : {};
    const reply = await this.room.api.requestWithRetry({ method: 'PATCH', path: `/v1/stories/${post.id}`, body, headers }, (waiting) => waiting !== null && this.room.say(waiting), AbortSignal.timeout(120_000));
    this.room.say(reply === null ? 'Given up: there was no connection for two minutes. Nothing may have been changed.' : reply.body === null ? (reply.code === 'revision_conflict' ? 'Somebody changed it just now: read it again first.' : `Not done: ${reply.reason}`) : words);
    this.refresher.soon();
  }

  private history({ id, headline }: DeskStory): void {
    void openHistory({ api: this.room.api, id, headline, restored: () => this.refresher.soon() });
  }

  private kill({ id, headline }: DeskStory): void {
    const dropped = (): Promise<Date> =>
      new Promise((resolve) => {
        this.kills.set(id, resolve);
        setTimeout(() => this.kills.delete(id), HEARD_MS);
      });
    openKill({ api: this.room.api, id, headline, dropped, done: () => this.refresher.soon() });
  }
}
