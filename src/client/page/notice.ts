// A line at the foot of the page that says what just changed, and leads there.

const NOTE_MS = 15_000;

export class Notice {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Says it for a while; with a way to the first of what was touched. */
  show(text: string, touched: readonly Element[]): void {
    const note = document.getElementById('note');
    if (note === null) return;
    const words = document.createElement('span');
    words.textContent = text;
    note.replaceChildren(words);
    const [first] = touched;
    if (first !== undefined) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Show';
      button.addEventListener('click', () => first.scrollIntoView({ block: 'center' }));
      note.append(button);
    }
    note.classList.add('is-shown');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => note.classList.remove('is-shown'), NOTE_MS);
  }
}
