// The posts of a live blog, in sections by state. A card is rendered again only if its post changed, and then keeps
// its place, its focus and an open editor.
import type { DeskStory } from '../../core/story/desk-view.js';
import { setChildren } from '../view/body-view.js';
import { postCard, type CardActions } from './post-card.js';
import { el } from './view/dom.js';

const SECTIONS = [
  {
    name: 'waiting',
    title: 'Scheduled',
    includes: ({ state }: DeskStory) => state === 'scheduled' || state === 'changing',
  },
  { name: 'drafts', title: 'Drafts', includes: ({ state }: DeskStory) => state === 'draft' },
  { name: 'live', title: 'Published', includes: ({ state }: DeskStory) => state === 'live' },
] as const;

const HIGHLIGHT_MS = 6_000;

/** `slot` stays in the list and holds the card or an editor; `fingerprint` identifies what the card shows. */
type Shown = { fingerprint: string; revision: number; card: HTMLElement; slot: HTMLElement };

export class PostList {
  readonly root = el('div', { class: 'lists' });
  private readonly shown = new Map<string, Shown>();
  private readonly sections = SECTIONS.map(({ name, title, includes }) => {
    const count = el('span', { class: 'count' });
    const cards = el('div', { class: 'cards' });
    const root = el('section', { class: `list-${name}`, 'aria-label': title }, el('h2', {}, `${title} `, count), cards);
    this.root.append(root);
    return { name, root, count, cards, includes };
  });
  private readonly empty = el('p', { class: 'empty' }, 'No posts yet. Write the first one.');
  private isFirstTime = true;

  constructor(
    private readonly actions: CardActions,
    private readonly now: () => Date,
  ) {
    this.root.append(this.empty);
  }

  /** `hasMore`: there are older published posts that are not loaded. */
  show(posts: readonly DeskStory[], hasMore: boolean): void {
    for (const post of posts) this.renderCard(post);
    for (const id of this.shown.keys()) if (!posts.some((post) => post.id === id)) this.shown.delete(id);
    for (const { name, root, count, cards, includes } of this.sections) {
      const own = posts.filter(includes).toSorted((a, b) => Number(b.pinned) - Number(a.pinned));
      setChildren(
        cards,
        own.flatMap(({ id }) => this.shown.get(id)?.slot ?? []),
      );
      root.hidden = own.length === 0;
      count.textContent = `${own.length}${hasMore && name === 'live' ? '+' : ''}`;
    }
    this.empty.hidden = posts.length > 0;
    this.isFirstTime = false;
  }

  /**
   * Shows an editor in place of the post's card, or the card again (null). Returns the card; null if it is not
   * listed.
   */
  replaceCard(id: string, editor: HTMLElement | null): HTMLElement | null {
    const shown = this.shown.get(id);
    if (shown === undefined) return null;
    shown.slot.replaceChildren(editor ?? shown.card);
    return shown.card;
  }

  private renderCard(post: DeskStory): void {
    const { id, revision, state } = post;
    const showsTimeLeft = state === 'scheduled' || state === 'changing';
    const minute = showsTimeLeft ? Math.floor(this.now().getTime() / 60_000) : '';
    const fingerprint = [revision, post.shown, state, minute].join();
    const current = this.shown.get(id);
    if (current?.fingerprint === fingerprint) return;
    const card = postCard(post, this.actions, this.now());
    if (current === undefined) {
      const slot = el('div', { class: 'holder' }, card);
      this.shown.set(id, { fingerprint, revision, card, slot });
      if (!this.isFirstTime) this.highlight(card);
      return;
    }
    const hasFocus = current.card.contains(document.activeElement);
    const focused = hasFocus ? document.activeElement?.getAttribute('data-act') : null;
    // While an editor is open, the card is not in its slot.
    if (current.card.parentElement === current.slot) current.card.replaceWith(card);
    if (revision > current.revision) this.highlight(card);
    this.shown.set(id, { fingerprint, revision, card, slot: current.slot });
    const buttonNamed = (name: string): HTMLElement | null => card.querySelector<HTMLElement>(`[data-act="${name}"]`);
    if (focused != null) (buttonNamed(focused) ?? buttonNamed('edit'))?.focus();
  }

  private highlight(card: HTMLElement): void {
    card.classList.add('is-new');
    setTimeout(() => card.classList.remove('is-new'), HIGHLIGHT_MS);
  }
}
