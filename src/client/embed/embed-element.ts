// What the custom elements share: a list in a shadow root that changes in place, new entries behind a button while the reader is
// below them, and what a screen reader hears. The page's own content stays in the slot until there is something to show.
import { setChildren, highlight } from '../view/body-view.js';
import { Api } from '../connection/api.js';
import { baseOf, type Client, type TokenSource } from '../connection/client.js';
import { Connection, type ConnectionState } from '../connection/connection.js';
import { fillPost, part, textPart, type FeedItem } from './feed-item.js';
import { embedStyle } from './embed-style.js';
import { messagesFor, type Messages } from '../view/messages.js';
import { keepScrollPosition, scrollContainerOf } from '../view/scroll-anchor.js';
import { createClient } from '../connection/feed-client.js';
import { comparePosts } from '../view/post-order.js';
import { ReaderToken } from '../connection/reader-token.js';

/** What stands above the list. */
export type Heading = { title: string; intro: string[]; language: string | null };

type Shared = { base: string; token: TokenSource | undefined; api: Api; client: Client; users: number };

/** Elements of one page, server and token share a line. */
const lines = new Set<Shared>();

function lineTo(base: string, token: TokenSource | undefined): Shared {
  for (const line of lines) if (line.base === base && line.token === token) return line;
  const api = new Api(base, new ReaderToken(token));
  const line = { base, token, api, client: createClient({ api, connection: new Connection(api) }), users: 0 };
  lines.add(line);
  return line;
}

export abstract class EmbedElement extends HTMLElement {
  static readonly observedAttributes = ['src', 'channel', 'lang', 'token'];

  private readonly top = part('header', 'header top');
  private readonly pill = document.createElement('button');
  private readonly stateLine = part('span', 'state');
  private readonly list = part('div', 'list');
  private readonly status = part('div', 'status');
  private readonly fallback = document.createElement('slot');
  private readonly view = part('div', 'view', this.top, part('div', 'pill-row', this.pill), this.list, this.status);
  private readonly posts = new Map<string, { post: HTMLElement; said: string }>();
  private items: readonly FeedItem[] = [];
  /** Behind the button. */
  private held = new Set<string>();
  private isShown = false;
  private stopper: (() => void) | null = null;
  private source: TokenSource | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [embedStyle()];
    root.append(this.fallback, this.view);
    this.view.hidden = true;
    this.pill.type = 'button';
    this.pill.className = 'pill';
    this.pill.setAttribute('part', 'pill');
    this.pill.hidden = true;
    this.pill.addEventListener('click', () => this.release(true));
    this.stateLine.hidden = true;
    this.status.setAttribute('role', 'status');
    this.status.setAttribute('aria-live', 'polite');
    this.list.setAttribute('role', 'feed');
  }

  /** Begins to follow; gives what ends that. */
  protected abstract startFollowing(client: Client, api: Api): () => void;
  /** The server's address in `src`, without what names a story. Throws where there is none. */
  protected abstract serverAddress(src: string): string;

  /** What private channels are read with: a token, or a function that gives one, which an attribute can't say. */
  get token(): TokenSource | undefined {
    return this.source ?? this.getAttribute('token') ?? undefined;
  }

  set token(source: TokenSource | null | undefined) {
    this.source = source ?? undefined;
    if (this.stopper !== null) this.begin();
  }

  connectedCallback(): void {
    // What was set before the script came hides the property of the class.
    const early = Object.getOwnPropertyDescriptor(this, 'token')?.value as TokenSource | undefined;
    if (early !== undefined && Reflect.deleteProperty(this, 'token')) this.source = early;
    this.begin();
  }

  disconnectedCallback(): void {
    this.end();
  }

  attributeChangedCallback(_name: string, old: string | null, value: string | null): void {
    if (this.isConnected && old !== value) this.begin();
  }

  protected get language(): string {
    return this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
  }

  protected get messages(): Messages {
    return messagesFor(this.language);
  }

  /** Puts the feed on screen as it stands now. */
  protected show(heading: Heading | null, given: readonly FeedItem[]): void {
    const isFirst = !this.isShown;
    this.isShown = true;
    this.items = given.toSorted(comparePosts);
    const ids = new Set(given.map(({ id }) => id));
    const fresh = given.filter(({ id }) => !this.posts.has(id) && !this.held.has(id));
    const holds = !isFirst && this.isBeingRead();
    this.held = new Set([...this.held].filter((id) => ids.has(id)));
    if (holds) for (const { id } of fresh) this.held.add(id);
    this.paint(heading, isFirst);
    if (!isFirst && fresh.length > 0) this.status.textContent = `${this.messages.newItems(fresh.length)}: ${fresh[0]?.headline ?? ''}`;
  }

  /** There is nothing to show (any more): of what was there, nothing is kept. */
  protected showNothing(): void {
    this.isShown = true;
    this.items = [];
    this.held.clear();
    this.paint({ title: '', intro: [this.messages.withdrawn], language: null }, true);
  }

  protected showState(state: ConnectionState): void {
    this.dataset['state'] = state;
    const said = state === 'reconnecting' ? this.messages.reconnecting : state === 'offline' ? this.messages.offline : '';
    this.stateLine.textContent = said;
    this.stateLine.hidden = said === '';
  }

  private begin(): void {
    this.end();
    const src = this.getAttribute('src');
    if (src === null || src === '') return;
    const base = baseOf(this.serverAddress(new URL(src, location.href).href));
    const line = lineTo(base, this.token);
    line.users += 1;
    const stop = this.startFollowing(line.client, line.api);
    this.stopper = () => {
      stop();
      line.users -= 1;
      if (line.users > 0) return;
      lines.delete(line);
      line.client.close();
    };
  }

  private end(): void {
    this.stopper?.();
    this.stopper = null;
    this.isShown = false;
    this.items = [];
    this.held.clear();
  }

  /** True where the reader is below the beginning of the list, so that what is put in there would be missed or move the text. */
  private isBeingRead(): boolean {
    const scroller = scrollContainerOf(this);
    const top = scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top;
    return this.list.getBoundingClientRect().top < top - 1;
  }

  private paint(heading: Heading | null, quietly: boolean): void {
    const { messages, language } = this;
    keepScrollPosition(
      this.list.children,
      () => {
        this.fallback.remove();
        this.view.hidden = false;
        this.paintTop(heading);
        const shown = this.items.filter(({ id }) => !this.held.has(id));
        setChildren(this.list, shown.map((item) => this.postOf(item, messages, language, quietly)));
        const kept = new Set(shown.map(({ id }) => id));
        for (const id of this.posts.keys()) if (!kept.has(id)) this.posts.delete(id);
        this.pill.hidden = this.held.size === 0;
        this.pill.textContent = messages.newItems(this.held.size);
      },
      scrollContainerOf(this),
    );
  }

  private paintTop(heading: Heading | null): void {
    if (heading === null) {
      if (!this.stateLine.isConnected) this.top.append(this.stateLine);
      return;
    }
    this.top.lang = heading.language ?? '';
    const title = heading.title === '' ? [] : [textPart('h2', 'title', heading.title)];
    this.top.replaceChildren(part('div', 'about', ...title, ...heading.intro.map((text) => textPart('p', 'intro', text))), this.stateLine);
  }

  private postOf(item: FeedItem, say: Messages, language: string, quietly: boolean): HTMLElement {
    const said = JSON.stringify([item, language]);
    const own = this.posts.get(item.id);
    if (own?.said === said) return own.post;
    const post = own?.post ?? document.createElement('article');
    fillPost(post, item, say, language);
    if (!quietly) highlight(post, own === undefined ? 'added' : 'edited');
    this.posts.set(item.id, { post, said });
    return post;
  }

  /** Shows what waited, and takes the reader there. */
  private release(goThere: boolean): void {
    const [first] = this.items.filter(({ id }) => this.held.has(id));
    this.held.clear();
    this.paint(null, false);
    if (!goThere || first === undefined) return;
    const post = this.posts.get(first.id)?.post;
    post?.scrollIntoView({ block: 'start', behavior: 'instant' });
    post?.focus({ preventScroll: true });
  }
}
