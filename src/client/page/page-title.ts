// The page's title: the headline, preceded by the number of posts that the reader has not seen.

export class PageTitle {
  private waiting = 0;
  private missed = 0;

  constructor(private headline: string) {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.missed = 0;
      this.update();
    });
  }

  setHeadline(headline: string): void {
    this.headline = headline;
    this.update();
  }

  /** Sets how many posts wait behind the new-posts button. */
  setWaiting(count: number): void {
    this.waiting = count;
    this.update();
  }

  /** Counts a post that was shown, if the tab is in the background. */
  countMissed(): void {
    if (document.hidden) this.missed += 1;
    this.update();
  }

  private update(): void {
    const count = this.waiting + this.missed;
    const title = count === 0 ? this.headline : `(${count}) ${this.headline}`;
    if (document.title !== title) document.title = title;
  }
}
