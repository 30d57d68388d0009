// Whether a reader may subscribe to a channel or ask for its stories. Private log entries are filtered
// wherever they are sent; this check gives the reader an error early.
import { DatelineError } from '../../core/errors.js';
import { hasRights, maySubscribe, mayRead, NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import type { Logger } from '../../logger.js';
import type { PrivateChannels } from '../../store/log/private-channels.js';

/** How often the private channel patterns are refreshed. */
const REFRESH_MS = 1_000;

const STORY_PREFIX = 'story/';

export class ChannelAccess {
  private patterns: readonly string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly channels: Pick<PrivateChannels, 'patterns' | 'audienceOf' | 'storyStatus'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** Resolves once the patterns are loaded; refreshes them from then on. */
  async start(): Promise<void> {
    await this.refresh();
    const onError = (error: unknown): void =>
      this.log.warn({ err: error }, 'private channels could not be refreshed; the last known list stays in force');
    this.timer = setInterval(() => void this.refresh().catch(onError), REFRESH_MS).unref();
  }

  /** Loads the patterns now, and notifies listeners where they changed. */
  async refresh(): Promise<void> {
    const before = this.patterns;
    this.patterns = await this.channels.patterns();
    if (this.patterns.length === before.length && this.patterns.every((pattern, at) => pattern === before[at])) return;
    for (const listener of this.listeners) listener();
  }

  /** Calls `listener` when the patterns change: open subscriptions may have to close. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /**
   * As `reauthorize`, for a new subscription or request. While any channel is private, a story that was never
   * shown is `not_found` to readers without its rights, so that the answer doesn't reveal that it exists.
   */
  authorize(channel: string, rights: ReadRights): boolean | Promise<boolean> {
    if (this.patterns.length === 0 || !channel.startsWith(STORY_PREFIX)) return this.reauthorize(channel, rights);
    return this.authorizeStory(channel.slice(STORY_PREFIX.length), rights, { isNew: true });
  }

  /**
   * True for a private channel that these rights open, false for a public one. Throws `unauthorized` or
   * `forbidden`; for a story `not_found`. Synchronous where no story has to be looked up, so that
   * subscriptions keep their order.
   */
  reauthorize(channel: string, rights: ReadRights): boolean | Promise<boolean> {
    const { patterns } = this;
    if (patterns.length === 0) return false;
    if (channel.startsWith(STORY_PREFIX))
      return this.authorizeStory(channel.slice(STORY_PREFIX.length), rights, { isNew: false });
    if (maySubscribe(rights, patterns, channel)) return !maySubscribe(NO_RIGHTS, patterns, channel);
    if (hasRights(rights))
      throw new DatelineError('forbidden', 'The channel is private, and the key or token does not open it.');
    throw new DatelineError('unauthorized', 'The channel is private: send a token that opens it.');
  }

  private async authorizeStory(id: string, rights: ReadRights, { isNew }: { isNew: boolean }): Promise<boolean> {
    const found = await this.channels.audienceOf(id);
    if (found !== null) {
      if (!mayRead(rights, found.audience, { id, partOf: found.partOf })) throw noSuchStory();
      return true;
    }
    if (!isNew) return false;
    const story = await this.channels.storyStatus(id);
    const mayReadHidden = story !== null && mayRead(rights, { to: [], publisher: story.publisher }, { id });
    if (story === null || (!story.shown && !mayReadHidden)) throw noSuchStory();
    return false;
  }
}

const noSuchStory = (): DatelineError => new DatelineError('not_found', 'There is no such story.');
