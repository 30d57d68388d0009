// New posts wait here while one reads further down: the button says how many, and takes the reader to them.
import { highlight } from '../view/body-view.js';
import { messagesFor } from '../view/messages.js';

export class NewPostsButton {
  private readonly button = document.createElement('button');
  private readonly held = new Set<HTMLElement>();
  /** Posts above the run that this page shows: they are on the live blog's first page. */
  private readonly above = new Set<string>();

  /** `counted` is told how many wait. */
  constructor(private readonly counted: (count: number) => void = () => undefined) {
    this.button.type = 'button';
    this.button.className = 'pill';
    this.button.hidden = true;
    this.button.addEventListener('click', () => this.reveal());
  }

  /** Keeps a post from view. */
  holdBack(post: HTMLElement): void {
    post.hidden = true;
    this.held.add(post);
  }

  /** A post came that this page does not reach up to. */
  countAbove(id: string): void {
    this.above.add(id);
    this.update();
  }

  /** A post is gone. */
  uncount(id: string): void {
    this.above.delete(id);
  }

  /** The page reaches up to the newest now. */
  clearAbove(): void {
    this.above.clear();
    this.update();
  }

  /** Says how many wait: those that are still on the page. */
  update(): void {
    for (const post of this.held) if (!post.isConnected) this.held.delete(post);
    const count = this.held.size + this.above.size;
    this.button.hidden = count === 0;
    this.button.textContent = messagesFor('en').newItems(count);
    if (!this.button.isConnected) document.getElementById('story')?.before(this.button);
    this.counted(count);
  }

  /** Shows what waits, and takes the reader to the first of it, or to `target`. */
  reveal(target?: HTMLElement): void {
    if (this.above.size > 0 && target === undefined) {
      location.assign(location.pathname);
      return;
    }
    const posts = [...this.held];
    this.held.clear();
    for (const post of posts) {
      post.hidden = false;
      highlight(post, 'added');
    }
    this.update();
    const first = target ?? posts.toSorted((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
    if (first === undefined) return;
    first.scrollIntoView({ block: 'start', behavior: 'instant' });
    first.focus({ preventScroll: true });
  }
}
