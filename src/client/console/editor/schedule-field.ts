// The field for a scheduled publication: a time in the editor's own zone, repeated in words.
import { el, labelled } from '../view/dom.js';
import { formatSeconds, parseLocal, formatLocal, formatWhen } from '../view/times.js';

const DEFAULT_DELAY_MS = 60 * 60_000;

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
    this.control.addEventListener('input', () => this.describe());
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** Opens with the time `at` (RFC 3339), or with the full hour after the next. */
  open(at: string | null): void {
    const suggestion = new Date(this.now().getTime() + DEFAULT_DELAY_MS);
    suggestion.setMinutes(suggestion.getMinutes() > 0 ? 60 : 0, 0, 0);
    this.control.value = formatLocal(at === null ? suggestion : new Date(at));
    this.root.hidden = false;
    this.describe();
    this.control.focus();
  }

  close(): void {
    this.root.hidden = true;
  }

  /** The chosen time (RFC 3339); null if there is none, or if it has passed. */
  get value(): string | null {
    const at = parseLocal(this.control.value);
    return at === null || at <= this.now() ? null : formatSeconds(at);
  }

  private describe(): void {
    const at = parseLocal(this.control.value);
    const past = at !== null && at <= this.now();
    this.words.textContent =
      at === null
        ? 'Choose a day and a time.'
        : past
          ? 'That time has passed: choose a later one, or publish now.'
          : `Readers see it ${formatWhen(at, this.now())}. Until then only your newsroom does.`;
    this.words.classList.toggle('is-wrong', at === null || past);
  }
}
