// New posts wait here while one reads further down: the button says how many, and takes the reader to them.
import { markFor } from './body-view.js';
import { wordsOf } from './embed-words.js';

export class Pill {
  private readonly button = document.createElement('button');
  private readonly held = new Set<HTMLElement>();

  constructor() {
    this.button.type = 'button';
    this.button.className = 'pill';
    this.button.hidden = true;
    this.button.addEventListener('click', () => this.release());
  }

  /** Keeps a post from view; where it takes another's place, that one's count. */
  hold(post: HTMLElement): void {
    post.hidden = true;
    this.held.add(post);
  }

  /** Says how many wait: those that are still on the page. */
  show(): void {
    for (const post of this.held) if (!post.isConnected) this.held.delete(post);
    this.button.hidden = this.held.size === 0;
    this.button.textContent = wordsOf('en').newItems(this.held.size);
    if (!this.button.isConnected) document.body.append(this.button);
  }

  private release(): void {
    const posts = [...this.held];
    this.held.clear();
    for (const post of posts) {
      post.hidden = false;
      markFor(post, 'added');
    }
    this.show();
    const first = posts.toSorted((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
    if (first === undefined) return;
    first.tabIndex = -1;
    first.scrollIntoView({ block: 'start', behavior: 'instant' });
    first.focus({ preventScroll: true });
  }
}
