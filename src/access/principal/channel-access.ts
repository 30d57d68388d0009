// Whether somebody may follow a channel or ask for its stories. What an entry of the log says is withheld from whoever may not read
// it, wherever it goes; this is so that they are told, and before they wait for nothing.
import { hasRights, mayFollow, mayRead, NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import type { PrivateChannels } from '../../store/log/private-channels.js';

/** So often are the patterns in force looked at. */
const REFRESH_MS = 1_000;

export class ChannelAccess {
  private patterns: readonly string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly channels: Pick<PrivateChannels, 'patterns' | 'audienceOf' | 'standing'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** Resolves once the patterns are known; from then on they are looked at. */
  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh().catch((error: unknown) => this.log.warn({ err: error }, 'which channels are private could not be asked; those known before stay so')), REFRESH_MS).unref();
  }

  /** Other patterns may be in force from now on. */
  async refresh(): Promise<void> {
    const before = this.patterns;
    this.patterns = await this.channels.patterns();
    if (this.patterns.length === before.length && this.patterns.every((pattern, at) => pattern === before[at])) return;
    for (const listener of this.listeners) listener();
  }

  /** `listener` hears when other patterns are in force: what is open may have to be closed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /**
   * As `stillOpen`, for who asks anew: while anything is private, a story that nobody was shown is answered as one that the asker may
   * not read, so that no answer tells that there is one.
   */
  authorize(channel: string, rights: Rights): boolean | Promise<boolean> {
    if (this.patterns.length === 0 || !channel.startsWith('story/')) return this.reauthorize(channel, rights);
    return this.authorizeStory(channel.slice('story/'.length), rights, true);
  }

  /**
   * True where the channel is private, and these rights suffice; false where it is everybody's. Throws `unauthorized` or `forbidden`,
   * for a story `not_found`. At once, and no promise, where no story has to be looked for: what is asked in order is then done in order.
   */
  reauthorize(channel: string, rights: Rights): boolean | Promise<boolean> {
    const { patterns } = this;
    if (patterns.length === 0) return false;
    if (channel.startsWith('story/')) return this.authorizeStory(channel.slice('story/'.length), rights, false);
    if (mayFollow(rights, patterns, channel)) return !mayFollow(NO_RIGHTS, patterns, channel);
    if (hasRights(rights)) throw new DatelineError('forbidden', 'The channel is private, and the key or token does not open it.');
    throw new DatelineError('unauthorized', 'The channel is private: send a token that opens it.');
  }

  private async authorizeStory(id: string, rights: Rights, anew: boolean): Promise<boolean> {
    const found = await this.channels.audienceOf(id);
    if (found === null) {
      const standing = anew ? await this.channels.standing(id) : undefined;
      if (standing === null || (standing?.shown === false && !mayRead(rights, { to: [], publisher: standing.publisher }, { id }))) throw new DatelineError('not_found', 'There is no such story.');
      return false;
    }
    if (!mayRead(rights, found.audience, { id, partOf: found.partOf })) throw new DatelineError('not_found', 'There is no such story.');
    return true;
  }
}
