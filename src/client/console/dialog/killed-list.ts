// Killed posts or live blogs, folded: when and by whom, without their content, with a button to bring each back.
import type { KilledStory } from '../../../core/story/desk-view.js';
import type { DeskApi } from '../api/desk-api.js';
import { button, el } from '../view/dom.js';
import { shortTime } from '../view/times.js';
import { openRevival } from './revival-dialog.js';

export class KilledList {
  readonly root = el('details', { class: 'killed' });
  private readonly count = el('span', { class: 'count' });
  private readonly list = el('ul', {});
  /** Identifies what is shown: an unchanged list is not rendered again. */
  private fingerprint = '';

  constructor(
    private readonly api: DeskApi,
    private readonly kind: 'post' | 'live blog',
    private readonly revived: (message: string) => void,
  ) {
    this.root.append(el('summary', {}, 'Killed ', this.count), this.list);
    this.root.hidden = true;
  }

  show(killed: readonly KilledStory[]): void {
    const fingerprint = JSON.stringify(killed);
    if (fingerprint === this.fingerprint) return;
    this.fingerprint = fingerprint;
    this.root.hidden = killed.length === 0;
    this.count.textContent = String(killed.length);
    this.list.replaceChildren(...killed.map((story) => this.item(story)));
  }

  private item(story: KilledStory): HTMLElement {
    const { api, kind, revived } = this;
    const { id, begunAt, killedAt, by, erased } = story;
    const name = `${kind === 'post' ? 'Post' : 'Live blog'} of ${shortTime(begunAt)}`;
    const killer = by === null ? '' : ` by ${by}`;
    const event = killedAt === null ? 'killed with its live blog' : `killed ${shortTime(killedAt)}${killer}`;
    const open = (): void => openRevival({ api, story, name, kind, done: revived });
    return el(
      'li',
      { 'data-killed': id },
      el('p', {}, el('strong', {}, name), `, ${erased ? `${event}, then erased` : event}`),
      button('Bring back…', open, { kind: 'quiet', name: 'revive', label: `Bring back: ${name}` }),
    );
  }
}
