import { fileURLToPath } from 'node:url';
import { unavailableIfThreadTaskError, ThreadPool } from '../../concurrency/thread-pool.js';
import { storyPage, type StoryPageInput } from './story-page.js';

/** Pages of so many characters of text are written in place: articles, and live blogs of a hundred posts. */
const MAX_CHARS_IN_PLACE = 200_000;
const THREAD_LIMITS = { threads: 1, maxWaiting: 50, timeoutMs: 30_000, memoryMb: 512 };

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../../dist/read/pages/story-page-worker.js', import.meta.url));

const lengthOf = ({ body }: { body: readonly string[] }): number => body.reduce((sum, paragraph) => sum + paragraph.length, 0);

/** Writes the pages of stories: long ones in a thread. */
export class StoryPageRenderer {
  private readonly threads = new ThreadPool(WORKER, THREAD_LIMITS);

  /** Throws `unavailable` where too many long ones are asked for, or one takes too long. */
  async render(of: StoryPageInput): Promise<string> {
    const posts = [...(of.shown?.posts ?? []), ...(of.shown?.pinned ?? [])];
    if (posts.reduce((sum, post) => sum + lengthOf(post), lengthOf(of.story)) <= MAX_CHARS_IN_PLACE) return storyPage(of);
    try {
      return await this.threads.run<string>('page', of);
    } catch (error) {
      throw unavailableIfThreadTaskError(error);
    }
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}
