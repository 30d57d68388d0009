// Announces new posts to screen readers: posts that arrive close together are announced once.

const COLLECT_MS = 1_500;

export class Announcer {
  private readonly headlines: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  announcePost(headline: string): void {
    this.headlines.push(headline);
    this.timer ??= setTimeout(() => this.announce(), COLLECT_MS);
  }

  private announce(): void {
    this.timer = undefined;
    const [first] = this.headlines;
    const { length } = this.headlines;
    this.headlines.length = 0;
    const region = document.getElementById('announce');
    if (region === null || first === undefined) return;
    region.textContent = length === 1 ? `New post: ${first}` : `${length} new posts`;
  }
}
