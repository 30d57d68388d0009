import { fileURLToPath } from 'node:url';
import { unavailableIfThreadTaskError, ThreadPool } from '../../concurrency/thread-pool.js';
import { storyPage, type StoryPageInput } from './story-page.js';

/**
 * Characters of text. Articles and live blog pages of a hundred posts are below this, and rendered in place.
 */
const MAX_CHARS_IN_PLACE = 200_000;
const THREAD_LIMITS = { threads: 1, maxWaiting: 50, timeoutMs: 30_000, memoryMb: 512 };

/** The compiled worker. The path is the same from src and from dist. */
const WORKER = fileURLToPath(new URL('../../../dist/read/pages/story-page-worker.js', import.meta.url));

const lengthOf = ({ body }: { body: readonly string[] }): number =>
  body.reduce((sum, paragraph) => sum + paragraph.length, 0);

/** Renders story pages: short ones in place, long ones in a worker thread. */
export class StoryPageRenderer {
  private readonly threads = new ThreadPool(WORKER, THREAD_LIMITS);

  /** Throws `unavailable` if the queue is full, or on a timeout. */
  async render(input: StoryPageInput): Promise<string> {
    const posts = [...(input.shown?.posts ?? []), ...(input.shown?.pinned ?? [])];
    const length = posts.reduce((sum, post) => sum + lengthOf(post), lengthOf(input.story));
    if (length <= MAX_CHARS_IN_PLACE) return storyPage(input);
    try {
      return await this.threads.run<string>('page', input);
    } catch (error) {
      throw unavailableIfThreadTaskError(error);
    }
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}
