// When readers will see a post: a time in the editor's own zone, told back in words before anything is sent.
import { el, labelled } from '../view/dom.js';
import { formatSeconds, parseLocal, formatLocal, formatWhen } from '../view/times.js';

const FIRST_OFFER_MS = 60 * 60_000;

export class ScheduleField {
  private readonly control = el('input', { type: 'datetime-local', name: 'embargo' });
  private readonly words = el('p', { class: 'when', role: 'status' });
  readonly root = el(
    'div',
    { class: 'schedule', hidden: true },
    labelled('Readers see it from', this.control),
    this.words,
  );

  constructor(private readonly now: () => Date) {
    this.control.addEventListener('input', () => this.tell());
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** Opens with a time: the one that is set, or the full hour after the next. */
  open(at: string | null): void {
    const offer = new Date(this.now().getTime() + FIRST_OFFER_MS);
    offer.setMinutes(offer.getMinutes() > 0 ? 60 : 0, 0, 0);
    this.control.value = formatLocal(at === null ? offer : new Date(at));
    this.root.hidden = false;
    this.tell();
    this.control.focus();
  }

  close(): void {
    this.root.hidden = true;
  }

  /** The instant that is set; null where it is none, or past. */
  get value(): string | null {
    const at = parseLocal(this.control.value);
    return at === null || at <= this.now() ? null : formatSeconds(at);
  }

  private tell(): void {
    const at = parseLocal(this.control.value);
    const past = at !== null && at <= this.now();
    this.words.textContent =
      at === null
        ? 'Set a day and a time.'
        : past
          ? 'That time is past: choose a later one, or publish now.'
          : `Readers see it ${formatWhen(at, this.now())}. Until then nobody outside does.`;
    this.words.classList.toggle('is-wrong', at === null || past);
  }
}
