// One live blog in the console: the editors, the unsent texts and the posts, refreshed by the log and periodically.
import { instantMs } from '../../core/instant.js';
import type { DeskPosts, DeskStory } from '../../core/story/desk-view.js';
import type { ChannelHandle, Client } from '../connection/client.js';
import type { DeskApi } from './api/desk-api.js';
import { Refresher } from './api/refresher.js';
import { patchStory } from './api/story-patch.js';
import { BlogHeader } from './blog-header.js';
import { openHistory } from './dialog/history-dialog.js';
import { openKill } from './dialog/kill-dialog.js';
import { KilledList } from './dialog/killed-list.js';
import { UnsentList } from './dialog/unsent-list.js';
import { baseOfPost } from './editor/base-revision.js';
import { PostEditor, type EditorContext } from './editor/post-editor.js';
import {
  isWriting,
  loadUnsent,
  startWriting,
  stopWriting,
  writingTextId,
  type UnsentText,
} from './editor/unsent-text.js';
import { PostList } from './post-list.js';
import { button, el } from './view/dom.js';
import { formatSeconds } from './view/times.js';

/** What the console's views share. `notify` shows a message for a while. */
export type ConsoleContext = { api: DeskApi; client: Client; publisher: string; notify: (message: string) => void };

const PAGE_LIMIT = 50;
/** How long a kill waits for its own update on the log. */
const KILL_UPDATE_MS = 30_000;
/** A refresh this long after an embargo ends sees the post as public. */
const AFTER_EMBARGO_MS = 300;

/** When readers first saw the post, else when it was last written. */
const sortTime = ({ firstCreated, receivedAt }: DeskStory): number => instantMs(firstCreated ?? receivedAt);

const isScheduled = ({ state }: DeskStory): boolean => state === 'scheduled' || state === 'changing';

export class BlogDesk {
  readonly root = el('main', { class: 'desk', id: 'main' });
  private readonly header: BlogHeader;
  private readonly list: PostList;
  private readonly killed: KilledList;
  private readonly unsent: UnsentList;
  private readonly newPostSection = el('section', { class: 'writing', 'aria-label': 'Write' });
  private readonly olderButton = button('Older posts', () => void this.loadOlder(), { name: 'older' });
  private readonly refresher = new Refresher(() => this.refresh());
  /** Post id → its open editor. */
  private readonly editors = new Map<string, PostEditor>();
  private newPostEditor: PostEditor | null = null;
  private readonly channel: ChannelHandle;
  /** Post id → called when the log reports its kill. */
  private readonly killListeners = new Map<string, (at: Date) => void>();
  private pageCount = 1;
  /** The `before` of the next page; null after the last one. */
  private next: string | null = null;
  private posts: DeskStory[] = [];

  constructor(
    private readonly context: ConsoleContext,
    private readonly blog: string,
  ) {
    const { api, client, notify } = context;
    const refreshSoon = (): void => this.refresher.soon();
    this.header = new BlogHeader(api, notify, refreshSoon);
    this.list = new PostList(
      {
        edit: (post) => void this.openEditor(post),
        patch: (post, fields, success) => void this.patch(post, fields, success),
        history: ({ id, headline }) => void openHistory({ api, id, headline, restored: refreshSoon }),
        kill: (post) => this.openKillDialog(post),
      },
      () => api.now(),
    );
    this.killed = new KilledList(api, 'post', (message) => {
      notify(message);
      refreshSoon();
    });
    this.unsent = new UnsentList(context.publisher, blog, (unsent) => this.resume(unsent));
    this.olderButton.hidden = true;
    const left = el('div', { class: 'left' }, this.newPostSection, this.unsent.root);
    const right = el('div', { class: 'right' }, this.list.root, this.olderButton, this.killed.root);
    this.root.append(this.header.root, el('div', { class: 'columns' }, left, right));
    this.openNewPost(loadUnsent(writingTextId(blog)));
    this.channel = client.subscribe(`story/${blog}`, {
      onUpdate: ({ story }) => {
        if (story.pubStatus === 'canceled') this.killListeners.get(story.id)?.(new Date());
        refreshSoon();
      },
      onReset: refreshSoon,
    });
    void this.refresher.now();
  }

  close(): void {
    this.channel.unsubscribe();
    this.refresher.stop();
  }

  private async refresh(): Promise<void> {
    const posts = new Map<string, DeskStory>();
    let before: string | null = null;
    for (let page = 0; page < this.pageCount; page += 1) {
      const path: string = `/v1/desk/${this.blog}?limit=${PAGE_LIMIT}${before === null ? '' : `&before=${before}`}`;
      const { body, status, reason } = await this.context.api.request<DeskPosts>({ path });
      if (body === null) {
        if (status === 404) this.header.showError('You have no live blog with this address.');
        else if (status !== 401) this.header.showError(`This page may be out of date: ${reason}`);
        return;
      }
      if (page === 0) {
        this.header.show(body.liveblog);
        this.killed.show(body.killed);
      }
      for (const post of [...body.hidden, ...body.posts]) posts.set(post.id, post);
      this.next = before = body.next;
      if (before === null) break;
    }
    this.posts = [...posts.values()].toSorted((a, b) => sortTime(b) - sortTime(a));
    this.list.show(this.posts, this.next !== null);
    this.olderButton.hidden = this.next === null;
    this.updateEditors();
    this.scheduleRefresh();
    const open = [this.newPostEditor, ...this.editors.values()].map((editor) => editor?.id ?? '');
    this.unsent.show(new Set(open));
  }

  /** Refreshes when the next scheduled post is due. */
  private scheduleRefresh(): void {
    const dueTimes = this.posts.flatMap((post) =>
      isScheduled(post) && post.embargoedUntil !== null ? [instantMs(post.embargoedUntil)] : [],
    );
    const clockOffset = this.context.api.now().getTime() - Date.now();
    this.refresher.at(dueTimes.length === 0 ? null : Math.min(...dueTimes) + AFTER_EMBARGO_MS - clockOffset);
  }

  /** Tells editors how their posts changed, and opens editors again that a page reload closed. */
  private updateEditors(): void {
    for (const [id, editor] of this.editors) {
      const post = this.posts.find((other) => other.id === id);
      // The post may be on an older page that is not loaded.
      if (post === undefined && this.next !== null) continue;
      editor.postChanged(post ?? null);
      // The editor left the page together with its post's card: keep the text on the page.
      if (post === undefined && !editor.root.isConnected) this.unsent.root.before(editor.root);
    }
    for (const post of this.posts) {
      if (!this.editors.has(post.id) && isWriting(post.id)) this.openEditor(post, loadUnsent(writingTextId(post.id)));
    }
  }

  private async loadOlder(): Promise<void> {
    this.pageCount += 1;
    await this.refresher.now();
  }

  private editorContext(on: Pick<EditorContext, 'sent' | 'closed'>): EditorContext {
    const { api, publisher } = this.context;
    return { api, publisher, blog: this.blog, ...on, setAside: () => this.refresher.soon() };
  }

  /** Opens the editor for a new post, with an unsent text if there is one. */
  private openNewPost(unsent: UnsentText | null, focus = false): void {
    const id = unsent?.id ?? startWriting(this.blog);
    const startOver = (): void => {
      startWriting(this.blog);
      this.openNewPost(null, true);
    };
    const sent = (message: string): void => {
      this.context.notify(message);
      startOver();
      this.refresher.soon();
    };
    const editor = new PostEditor(this.editorContext({ sent, closed: startOver }), unsent ?? { id, post: null });
    this.newPostEditor = editor;
    this.newPostSection.replaceChildren(el('h2', {}, 'New post'), editor.root);
    if (focus) editor.focus();
  }

  /** Opens an editor in place of the post's card, with an unsent text if there is one. */
  private openEditor(post: DeskStory, unsent: UnsentText | null = null): PostEditor {
    const id = unsent?.id ?? writingTextId(post.id);
    startWriting(post.id, id);
    const close = (message: string | null): void => {
      stopWriting(post.id);
      this.editors.delete(post.id);
      editor.root.remove();
      this.list.replaceCard(post.id, null)?.querySelector<HTMLElement>('[data-act="edit"]')?.focus();
      if (message !== null) this.context.notify(message);
      this.refresher.soon();
    };
    const context = this.editorContext({ sent: close, closed: () => close(null) });
    const editor = new PostEditor(context, unsent ?? { id, post: baseOfPost(post) });
    this.editors.set(post.id, editor);
    this.list.replaceCard(post.id, editor.root);
    if (unsent === null) editor.focus();
    else editor.postChanged(post);
    return editor;
  }

  /** Opens an unsent text from the list. */
  private resume(unsent: UnsentText): void {
    const post = this.posts.find(({ id }) => id === unsent.post?.id);
    if (unsent.post === null || post === undefined) {
      startWriting(this.blog, unsent.id);
      this.openNewPost(unsent, true);
    } else {
      this.editors.get(post.id)?.root.remove();
      this.openEditor(post, unsent).focus();
    }
    this.refresher.soon();
  }

  private async patch({ id, revision }: DeskStory, fields: object, success: string): Promise<void> {
    const { api, notify } = this.context;
    const now = formatSeconds(api.now());
    const values = Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      value === 'now' ? now : value,
    ]);
    // Publishing applies to the text that the editor saw. A pin applies to any text, so it needs no revision.
    const headers: Record<string, string> = 'pubStatus' in fields ? { 'if-match': `"${revision}"` } : {};
    await patchStory({ api, notify, id, fields: Object.fromEntries(values) as object, headers, success });
    this.refresher.soon();
  }

  private openKillDialog({ id, headline }: DeskStory): void {
    const updateReceived = (): Promise<Date> =>
      new Promise((resolve) => {
        this.killListeners.set(id, resolve);
        setTimeout(() => this.killListeners.delete(id), KILL_UPDATE_MS);
      });
    openKill({ api: this.context.api, id, headline, updateReceived, done: () => this.refresher.soon() });
  }
}
