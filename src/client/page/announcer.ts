// Tells those who don't see the screen what came, without a word too many: what comes close together is said once.

const GATHER_MS = 1_500;

export class Announcer {
  private readonly headlines: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** A new post came. */
  announcePost(headline: string): void {
    this.headlines.push(headline);
    this.timer ??= setTimeout(() => this.say(), GATHER_MS);
  }

  private say(): void {
    this.timer = undefined;
    const [first] = this.headlines;
    const { length } = this.headlines;
    this.headlines.length = 0;
    const line = document.getElementById('announce');
    if (line !== null && first !== undefined) line.textContent = length === 1 ? `New post: ${first}` : `${length} new posts`;
  }
}
