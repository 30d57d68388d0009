// The button that counts new posts while the reader is further down, and shows them.
import { highlight } from '../view/body-view.js';
import { messagesFor } from '../view/messages.js';

export class NewPostsButton {
  private readonly button = document.createElement('button');
  private readonly heldBack = new Set<HTMLElement>();
  /** Ids of posts newer than this page's window: they are on the live blog's first page. */
  private readonly above = new Set<string>();

  /** `counted` receives the number of waiting posts after each change. */
  constructor(private readonly counted: (count: number) => void = () => undefined) {
    this.button.type = 'button';
    this.button.className = 'pill';
    this.button.hidden = true;
    this.button.addEventListener('click', () => this.reveal());
  }

  /** Hides a post until the reader asks for it. */
  holdBack(post: HTMLElement): void {
    post.hidden = true;
    this.heldBack.add(post);
  }

  /** Counts a post that is newer than this page's window. */
  countAbove(id: string): void {
    this.above.add(id);
    this.update();
  }

  /** Stops counting a post that was removed. */
  uncount(id: string): void {
    this.above.delete(id);
  }

  /** The page's window now includes the newest post. */
  clearAbove(): void {
    this.above.clear();
    this.update();
  }

  update(): void {
    for (const post of this.heldBack) if (!post.isConnected) this.heldBack.delete(post);
    const count = this.heldBack.size + this.above.size;
    this.button.hidden = count === 0;
    this.button.textContent = messagesFor('en').newItems(count);
    if (!this.button.isConnected) document.getElementById('story')?.before(this.button);
    this.counted(count);
  }

  /** Shows the waiting posts and scrolls to `target`, by default the first of them. */
  reveal(target?: HTMLElement): void {
    if (this.above.size > 0 && target === undefined) {
      location.assign(location.pathname);
      return;
    }
    const posts = [...this.heldBack];
    this.heldBack.clear();
    for (const post of posts) {
      post.hidden = false;
      highlight(post, 'added');
    }
    this.update();
    const precedes = (a: Node, b: Node): boolean =>
      (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    const first = target ?? posts.toSorted((a, b) => (precedes(a, b) ? -1 : 1))[0];
    if (first === undefined) return;
    first.scrollIntoView({ block: 'start', behavior: 'instant' });
    first.focus({ preventScroll: true });
  }
}
