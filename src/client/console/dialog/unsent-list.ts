// Texts on this computer that were not sent: set aside in a conflict, or left by a tab that was closed.
import { deleteUnsent, listUnsent, type UnsentText } from '../editor/unsent-text.js';
import { button, el } from '../view/dom.js';
import { shortTime } from '../view/times.js';

const EXCERPT_LENGTH = 160;

export class UnsentList {
  readonly root = el('section', { class: 'unsent', 'aria-label': 'Not sent yet', hidden: true });
  /** Identifies what is shown: an unchanged list is not rendered again. */
  private fingerprint = '';

  constructor(
    private readonly publisher: string,
    private readonly blog: string,
    private readonly resume: (unsent: UnsentText) => void,
  ) {}

  /** Lists the live blog's unsent texts, except those that are open in an editor. */
  show(openIds: ReadonlySet<string>): void {
    const texts = listUnsent(this.publisher).filter(({ id, blog }) => blog === this.blog && !openIds.has(id));
    const fingerprint = texts.map(({ id, savedAt }) => `${id} ${savedAt}`).join();
    if (fingerprint === this.fingerprint) return;
    this.fingerprint = fingerprint;
    this.root.hidden = texts.length === 0;
    const items = texts.map((unsent) => this.item(unsent, openIds));
    this.root.replaceChildren(el('h2', {}, 'Not sent yet'), el('ul', {}, ...items));
  }

  private item(unsent: UnsentText, openIds: ReadonlySet<string>): HTMLElement {
    const { id, fields, savedAt, post } = unsent;
    const discard = (): void => {
      deleteUnsent(id);
      this.show(openIds);
    };
    const ask = button('Discard', () => ask.replaceWith(confirm), { kind: 'quiet' });
    const confirm = button('Discard for good', discard, { kind: 'danger' });
    const excerpt = `${fields.text.slice(0, EXCERPT_LENGTH)}${fields.text.length > EXCERPT_LENGTH ? '…' : ''}`;
    const resume = button('Continue writing', () => this.resume(unsent), { name: 'take-up' });
    return el(
      'li',
      {},
      el('p', { class: 'meta' }, `${post === null ? 'A new post' : 'A change'}, ${shortTime(savedAt)}`),
      el('p', { dir: 'auto' }, el('strong', {}, fields.headline || 'No headline'), ` ${excerpt}`),
      el('div', { class: 'actions' }, resume, ask),
    );
  }
}
