/** An encoded answer. `etag` covers every byte, except the `head` of a full page of updates, which moves while the page stays. */
export type EncodedPage = { body: Buffer; etag: string; full: boolean; surrogateKey: string };

type Kept = { until: number; page: Promise<EncodedPage>; bytes: number };

/** Pages that are asked for at the same time, or within a moment of each other, are made once. Bounded: the oldest go first. */
export class PageCache {
  private readonly pages = new Map<string, Kept>();
  private bytes = 0;

  constructor(
    private readonly bounds: { pages: number; bytes: number; ms: number },
    private readonly now: () => number,
  ) {}

  /** The page of this key, made anew where none is kept; a failure is not kept. */
  get(key: string, make: () => Promise<EncodedPage>): Promise<EncodedPage> {
    const known = this.pages.get(key);
    if (known !== undefined && known.until > this.now()) return known.page;
    if (known !== undefined) this.drop(key, known);
    const kept: Kept = { until: this.now() + this.bounds.ms, page: make(), bytes: 0 };
    this.pages.set(key, kept);
    kept.page.then(
      ({ body }) => {
        if (this.pages.get(key) !== kept) return;
        kept.bytes = body.length;
        this.bytes += body.length;
        this.trim();
      },
      () => this.drop(key, kept),
    );
    this.trim();
    return kept.page;
  }

  private trim(): void {
    for (const [key, kept] of this.pages) {
      if (this.pages.size <= this.bounds.pages && this.bytes <= this.bounds.bytes) return;
      this.drop(key, kept);
    }
  }

  private drop(key: string, kept: Kept): void {
    if (this.pages.get(key) !== kept) return;
    this.pages.delete(key);
    this.bytes -= kept.bytes;
  }
}
