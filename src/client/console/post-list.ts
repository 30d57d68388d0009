// The posts of a live blog by how they stand. A card is made anew only where its post has changed, and keeps its place, its focus
// and whatever is being written in it.
import type { DeskStory } from '../../core/story/desk-view.js';
import { setChildren } from '../view/body-view.js';
import { el } from './view/dom.js';
import { postCard, type CardActions } from './post-card.js';

const SECTIONS = [
  { name: 'waiting', title: 'Scheduled', has: ({ state }: DeskStory) => state === 'scheduled' || state === 'changing' },
  { name: 'drafts', title: 'Drafts', has: ({ state }: DeskStory) => state === 'draft' },
  { name: 'live', title: 'Published', has: ({ state }: DeskStory) => state === 'live' },
] as const;

const NEW_MS = 6_000;

type Shown = { version: string; card: HTMLElement; holder: HTMLElement };

export class PostList {
  readonly root = el('div', { class: 'lists' });
  private readonly shown = new Map<string, Shown>();
  private readonly lists = SECTIONS.map(({ name, title, has }) => {
    const count = el('span', { class: 'count' });
    const list = el('div', { class: 'cards' });
    const root = el('section', { class: `list-${name}`, 'aria-label': title }, el('h2', {}, `${title} `, count), list);
    this.root.append(root);
    return { root, count, list, has };
  });
  private readonly empty = el('p', { class: 'empty' }, 'No posts yet. The first one is written here.');
  private first = true;

  constructor(
    private readonly acts: CardActions,
    private readonly now: () => Date,
  ) {
    this.root.append(this.empty);
  }

  show(posts: readonly DeskStory[], more: boolean): void {
    for (const post of posts) this.card(post);
    for (const id of this.shown.keys()) if (!posts.some((post) => post.id === id)) this.shown.delete(id);
    for (const { root, count, list, has } of this.lists) {
      const own = posts.filter(has).toSorted((a, b) => Number(b.pinned) - Number(a.pinned));
      setChildren(list, own.flatMap(({ id }) => this.shown.get(id)?.holder ?? []));
      root.hidden = own.length === 0;
      count.textContent = `${own.length}${more && list === this.lists.at(-1)?.list ? '+' : ''}`;
    }
    this.empty.hidden = posts.length > 0;
    this.first = false;
  }

  /** Puts an editor in the place of a post's card, or the card back. Null where the post is not listed. */
  replaceCard(id: string, editor: HTMLElement | null): HTMLElement | null {
    const shown = this.shown.get(id);
    if (shown === undefined) return null;
    shown.holder.replaceChildren(...(editor === null ? [shown.card] : [editor]));
    return shown.card;
  }

  private card(post: DeskStory): void {
    const { id, revision, shown, state } = post;
    const due = state === 'live' || state === 'draft' ? '' : Math.floor(this.now().getTime() / 60_000);
    const version = [revision, shown, state, due].join();
    const had = this.shown.get(id);
    if (had?.version === version) return;
    const card = postCard(post, this.acts, this.now());
    if (had === undefined) {
      const holder = el('div', { class: 'holder' }, card);
      this.shown.set(id, { version, card, holder });
      if (!this.first) this.flash(card);
      return;
    }
    const act = had.card.contains(document.activeElement) ? document.activeElement?.getAttribute('data-act') : null;
    if (had.card.parentElement === had.holder) had.card.replaceWith(card);
    if (revision > Number(had.version.split(',')[0])) this.flash(card);
    this.shown.set(id, { version, card, holder: had.holder });
    if (act != null) (card.querySelector<HTMLElement>(`[data-act="${act}"]`) ?? card.querySelector<HTMLElement>('[data-act="edit"]'))?.focus();
  }

  private flash(card: HTMLElement): void {
    card.classList.add('is-new');
    setTimeout(() => card.classList.remove('is-new'), NEW_MS);
  }
}
