// Texts on this computer that were not sent: put aside in a conflict, or left by a tab that was closed.
import { button, el } from '../view/dom.js';
import { shortTime } from '../view/times.js';
import { listUnsent, deleteUnsent, type UnsentText } from '../editor/unsent-text.js';

const GLIMPSE = 160;

export class UnsentList {
  readonly root = el('section', { class: 'unsent', 'aria-label': 'Not sent yet', hidden: true });
  private shown = '';

  constructor(
    private readonly publisher: string,
    private readonly blog: string,
    private readonly takeUp: (unsent: UnsentText) => void,
  ) {}

  /** All but those that are open in an editor here. */
  show(open: ReadonlySet<string>): void {
    const left = listUnsent(this.publisher).filter(({ id, blog }) => blog === this.blog && !open.has(id));
    const version = left.map(({ id, savedAt }) => `${id} ${savedAt}`).join();
    if (version === this.shown) return;
    this.shown = version;
    this.root.hidden = left.length === 0;
    this.root.replaceChildren(el('h2', {}, 'Not sent yet'), el('ul', {}, ...left.map((unsent) => this.item(unsent, open))));
  }

  private item(unsent: UnsentText, open: ReadonlySet<string>): HTMLElement {
    const { id, fields, savedAt, post } = unsent;
    const drop = (): void => {
      deleteUnsent(id);
      this.show(open);
    };
    const away = button('Throw away', () => away.replaceWith(really), { kind: 'quiet' });
    const really = button('Really throw it away', drop, { kind: 'danger' });
    return el(
      'li',
      {},
      el('p', { class: 'meta' }, `${post === null ? 'A new post' : 'A change'}, ${shortTime(savedAt)}`),
      el('p', { dir: 'auto' }, el('strong', {}, fields.headline || 'No headline'), ` ${fields.text.slice(0, GLIMPSE)}${fields.text.length > GLIMPSE ? '…' : ''}`),
      el('div', { class: 'actions' }, button('Take it up', () => this.takeUp(unsent), { name: 'take-up' }), away),
    );
  }
}
