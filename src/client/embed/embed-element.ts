// The base of the custom elements: a list in a shadow root, updated in place. New entries wait behind a button while
// the reader is further down, and screen readers hear of them. The page's own content stays in the slot until there
// is something to show.
import { Api } from '../connection/api.js';
import { baseOf, type Client, type TokenSource } from '../connection/client.js';
import { Connection } from '../connection/connection.js';
import type { ConnectionState } from '../connection/connection-state.js';
import { createClient } from '../connection/feed-client.js';
import { ReaderToken } from '../connection/reader-token.js';
import { highlight, setChildren } from '../view/body-view.js';
import { messagesFor, type Messages } from '../view/messages.js';
import { comparePosts } from '../view/post-order.js';
import { keepScrollPosition, scrollContainerOf } from '../view/scroll-anchor.js';
import { embedStyle } from './embed-style.js';
import { fillPost, part, textPart, type FeedItem } from './feed-item.js';

/** What is shown above the list. */
export type Heading = { title: string; intro: string[]; language: string | null };

type SharedClient = { base: string; token: TokenSource | undefined; api: Api; client: Client; users: number };

/** Elements of one page with the same server and token share a client. */
const sharedClients = new Set<SharedClient>();

function sharedClientFor(base: string, token: TokenSource | undefined): SharedClient {
  for (const shared of sharedClients) if (shared.base === base && shared.token === token) return shared;
  const api = new Api(base, new ReaderToken(token));
  const shared = { base, token, api, client: createClient({ api, connection: new Connection(api) }), users: 0 };
  sharedClients.add(shared);
  return shared;
}

function release(shared: SharedClient): void {
  shared.users -= 1;
  if (shared.users > 0) return;
  sharedClients.delete(shared);
  shared.client.close();
}

export abstract class EmbedElement extends HTMLElement {
  static readonly observedAttributes = ['src', 'channel', 'lang', 'token'];

  private readonly header = part('header', 'header top');
  private readonly newItems = document.createElement('button');
  private readonly stateLabel = part('span', 'state');
  private readonly list = part('div', 'list');
  private readonly status = part('div', 'status');
  private readonly fallback = document.createElement('slot');
  private readonly view = part(
    'div',
    'view',
    this.header,
    part('div', 'pill-row', this.newItems),
    this.list,
    this.status,
  );
  /** Item id → its element, and a fingerprint of what the element shows. */
  private readonly posts = new Map<string, { post: HTMLElement; fingerprint: string }>();
  private items: readonly FeedItem[] = [];
  /** Ids of the items that wait behind the button. */
  private heldBack = new Set<string>();
  private hasContent = false;
  private stopFollowing: (() => void) | null = null;
  private tokenSource: TokenSource | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [embedStyle()];
    root.append(this.fallback, this.view);
    this.view.hidden = true;
    this.newItems.type = 'button';
    this.newItems.className = 'pill';
    this.newItems.setAttribute('part', 'pill');
    this.newItems.hidden = true;
    this.newItems.addEventListener('click', () => this.revealHeldBack());
    this.stateLabel.hidden = true;
    this.status.setAttribute('role', 'status');
    this.status.setAttribute('aria-live', 'polite');
    this.list.setAttribute('role', 'feed');
  }

  /** Starts to follow the source. Returns a function that stops. */
  protected abstract startFollowing(client: Client, api: Api): () => void;
  /** The server's address in `src`. Throws if `src` has the wrong form. */
  protected abstract serverAddress(src: string): string;

  /** The token for private channels, or a function that returns one; only the property can be a function. */
  get token(): TokenSource | undefined {
    return this.tokenSource ?? this.getAttribute('token') ?? undefined;
  }

  set token(source: TokenSource | null | undefined) {
    this.tokenSource = source ?? undefined;
    if (this.stopFollowing !== null) this.start();
  }

  connectedCallback(): void {
    // A property that was set before the class was defined hides the accessor of the class.
    const early = Object.getOwnPropertyDescriptor(this, 'token')?.value as TokenSource | undefined;
    if (early !== undefined && Reflect.deleteProperty(this, 'token')) this.tokenSource = early;
    this.start();
  }

  disconnectedCallback(): void {
    this.stop();
  }

  attributeChangedCallback(_name: string, old: string | null, value: string | null): void {
    if (this.isConnected && old !== value) this.start();
  }

  protected get language(): string {
    return this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
  }

  protected get messages(): Messages {
    return messagesFor(this.language);
  }

  /** Shows the current items. New ones wait behind the button while the reader is further down. */
  protected show(heading: Heading | null, items: readonly FeedItem[]): void {
    const isFirst = !this.hasContent;
    this.hasContent = true;
    this.items = items.toSorted(comparePosts);
    const ids = new Set(items.map(({ id }) => id));
    const fresh = items.filter(({ id }) => !this.posts.has(id) && !this.heldBack.has(id));
    const mustWait = !isFirst && this.isBeingRead();
    this.heldBack = new Set([...this.heldBack].filter((id) => ids.has(id)));
    if (mustWait) for (const { id } of fresh) this.heldBack.add(id);
    this.render(heading, isFirst);
    if (isFirst || fresh.length === 0) return;
    this.status.textContent = `${this.messages.newItems(fresh.length)}: ${fresh[0]?.headline ?? ''}`;
  }

  /** The source is not available (any more): removes everything that was shown. */
  protected showNothing(): void {
    this.hasContent = true;
    this.items = [];
    this.heldBack.clear();
    this.render({ title: '', intro: [this.messages.withdrawn], language: null }, true);
  }

  protected showState(state: ConnectionState): void {
    const { reconnecting, offline } = this.messages;
    const label = state === 'reconnecting' ? reconnecting : state === 'offline' ? offline : '';
    this.dataset['state'] = state;
    this.stateLabel.textContent = label;
    this.stateLabel.hidden = label === '';
  }

  private start(): void {
    this.stop();
    const src = this.getAttribute('src');
    if (src === null || src === '') return;
    const base = baseOf(this.serverAddress(new URL(src, location.href).href));
    const shared = sharedClientFor(base, this.token);
    shared.users += 1;
    const stop = this.startFollowing(shared.client, shared.api);
    this.stopFollowing = () => {
      stop();
      release(shared);
    };
  }

  private stop(): void {
    this.stopFollowing?.();
    this.stopFollowing = null;
    this.hasContent = false;
    this.items = [];
    this.heldBack.clear();
  }

  /** True if the top of the list is above the view, so that an insertion there would be missed or move the text. */
  private isBeingRead(): boolean {
    const container = scrollContainerOf(this);
    const top = container === document.scrollingElement ? 0 : container.getBoundingClientRect().top;
    return this.list.getBoundingClientRect().top < top - 1;
  }

  /** `isQuiet`: highlights nothing. */
  private render(heading: Heading | null, isQuiet: boolean): void {
    const { messages, language } = this;
    const update = (): void => {
      this.fallback.remove();
      this.view.hidden = false;
      this.renderHeader(heading);
      const shown = this.items.filter(({ id }) => !this.heldBack.has(id));
      setChildren(
        this.list,
        shown.map((item) => this.postOf(item, messages, language, isQuiet)),
      );
      const shownIds = new Set(shown.map(({ id }) => id));
      for (const id of this.posts.keys()) if (!shownIds.has(id)) this.posts.delete(id);
      this.newItems.hidden = this.heldBack.size === 0;
      this.newItems.textContent = messages.newItems(this.heldBack.size);
    };
    keepScrollPosition(this.list.children, update, scrollContainerOf(this));
  }

  private renderHeader(heading: Heading | null): void {
    if (heading === null) {
      if (!this.stateLabel.isConnected) this.header.append(this.stateLabel);
      return;
    }
    this.header.lang = heading.language ?? '';
    const title = heading.title === '' ? [] : [textPart('h2', 'title', heading.title)];
    const intro = heading.intro.map((text) => textPart('p', 'intro', text));
    this.header.replaceChildren(part('div', 'about', ...title, ...intro), this.stateLabel);
  }

  private postOf(item: FeedItem, messages: Messages, language: string, isQuiet: boolean): HTMLElement {
    const fingerprint = JSON.stringify([item, language]);
    const current = this.posts.get(item.id);
    if (current?.fingerprint === fingerprint) return current.post;
    const post = current?.post ?? document.createElement('article');
    fillPost(post, item, messages, language);
    if (!isQuiet) highlight(post, current === undefined ? 'added' : 'edited');
    this.posts.set(item.id, { post, fingerprint });
    return post;
  }

  /** Shows the waiting items, and scrolls to the first of them. */
  private revealHeldBack(): void {
    const [first] = this.items.filter(({ id }) => this.heldBack.has(id));
    this.heldBack.clear();
    this.render(null, false);
    if (first === undefined) return;
    const post = this.posts.get(first.id)?.post;
    post?.scrollIntoView({ block: 'start', behavior: 'instant' });
    post?.focus({ preventScroll: true });
  }
}
