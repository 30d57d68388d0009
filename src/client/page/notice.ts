// A notice at the bottom of the page that reports the latest change, with a button that scrolls there.

const SHOWN_MS = 15_000;

export class Notice {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows the text for a while. The button scrolls to the first of `touched`; without any there is no button. */
  show(text: string, touched: readonly Element[]): void {
    const notice = document.getElementById('note');
    if (notice === null) return;
    const label = document.createElement('span');
    label.textContent = text;
    notice.replaceChildren(label);
    const [first] = touched;
    if (first !== undefined) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Show';
      button.addEventListener('click', () => first.scrollIntoView({ block: 'center' }));
      notice.append(button);
    }
    notice.classList.add('is-shown');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => notice.classList.remove('is-shown'), SHOWN_MS);
  }
}
