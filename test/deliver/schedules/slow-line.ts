import { PAUSE_ABOVE_BYTES } from '../../../src/deliver/tail/bounded-sender.js';

/**
 * A reader's connection: the kernel takes little, and the rest waits in the process until the reader reads.
 */
export class SlowLine {
  private readonly items: { bytes: number; read: () => void }[] = [];
  private bytes = 0;
  open = true;
  readonly faults: string[] = [];

  /**
   * A frame here has a few hundred bytes. Each byte counts several times, so that a few frames fill the
   * connection.
   */
  private static readonly SCALE = 200;
  private static readonly KERNEL = 100_000;

  /** `update`: an update was sent although the bounded sender was full. */
  put(text: string, read: () => void, update: boolean): void {
    if (!this.open) return;
    if (update && this.unsent > PAUSE_ABOVE_BYTES)
      this.faults.push(`an update was put where ${this.unsent} bytes waited`);
    const bytes = text.length * SlowLine.SCALE;
    this.items.push({ bytes, read });
    this.bytes += bytes;
  }

  get unsent(): number {
    return Math.max(0, this.bytes - SlowLine.KERNEL);
  }

  get waiting(): number {
    return this.items.length;
  }

  /** The reader reads the next `count` items. */
  read(count: number): void {
    for (const { bytes, read } of this.items.splice(0, count)) {
      this.bytes -= bytes;
      read();
    }
  }

  /** Unread items are lost. */
  cut(): void {
    this.open = false;
    this.items.length = 0;
    this.bytes = 0;
  }
}
