// What was killed, folded away: when and by whom, without a word of what it said; and the two ways back.
import type { KilledStory } from '../../../core/story/desk-view.js';
import type { DeskApi } from '../api/desk-api.js';
import { button, el } from '../view/dom.js';
import { openRevival } from './revival-dialog.js';
import { shortTime } from '../view/times.js';

export class KilledList {
  readonly root = el('details', { class: 'killed' });
  private readonly count = el('span', { class: 'count' });
  private readonly list = el('ul', {});
  private shown = '';

  /** `what` is one of them in the list: post, live blog. */
  constructor(
    private readonly api: DeskApi,
    private readonly what: 'post' | 'live blog',
    private readonly changed: (words: string) => void,
  ) {
    this.root.append(el('summary', {}, 'Killed ', this.count), this.list);
    this.root.hidden = true;
  }

  show(killed: readonly KilledStory[]): void {
    const version = JSON.stringify(killed);
    if (version === this.shown) return;
    this.shown = version;
    this.root.hidden = killed.length === 0;
    this.count.textContent = String(killed.length);
    this.list.replaceChildren(...killed.map((story) => this.line(story)));
  }

  private line(story: KilledStory): HTMLElement {
    const { id, begunAt, killedAt, by, erased } = story;
    const name = `${this.what === 'post' ? 'Post' : 'Live blog'} of ${shortTime(begunAt)}`;
    const act = killedAt === null ? 'killed with its live blog' : `killed ${shortTime(killedAt)}${by === null ? '' : ` by ${by}`}`;
    return el(
      'li',
      { 'data-killed': id },
      el('p', {}, el('strong', {}, name), `, ${erased ? `${act}, then erased` : act}`),
      button('Bring back…', () => openRevival({ api: this.api, story, name, what: this.what, done: this.changed }), { kind: 'quiet', name: 'revive', label: `Bring back: ${name}` }),
    );
  }
}
