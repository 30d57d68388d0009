// The title of the page in its tab: the headline, and before it how many posts came that the reader has not seen.

export class PageTitle {
  private waiting = 0;
  private missed = 0;

  constructor(private headline: string) {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.missed = 0;
      this.show();
    });
  }

  setHeadline(headline: string): void {
    this.headline = headline;
    this.show();
  }

  /** So many posts wait behind the button. */
  setWaiting(count: number): void {
    this.waiting = count;
    this.show();
  }

  /** A post was put on screen, which nobody sees in a tab that is not in front. */
  countMissed(): void {
    if (document.hidden) this.missed += 1;
    this.show();
  }

  private show(): void {
    const count = this.waiting + this.missed;
    const title = count === 0 ? this.headline : `(${count}) ${this.headline}`;
    if (document.title !== title) document.title = title;
  }
}
