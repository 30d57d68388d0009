import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelAccess } from '../../access/principal/channel-access.js';
import { publicBaseUrl, requestBaseUrl, type BaseUrl } from '../../access/request/base-url.js';
import { SETTINGS, type Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { FEED_TYPES, type FeedFormat } from '../../core/format/feed-story.js';
import { NO_RIGHTS } from '../../core/log/audience.js';
import { parseChannel } from '../../core/log/channel.js';
import { SIGNIFICANT_FROM } from '../../core/revision/significance.js';
import { Store } from '../../store/store.js';
import type { ChannelState, FeedFilter } from '../../store/story/feeds.js';
import { lastModifiedOf, REVALIDATE, sendConditional, strongETag } from '../http/conditional-response.js';
import { ResponseCache, type EncodedResponse } from '../http/response-cache.js';
import { visibleOrThrow } from '../http/visibility.js';
import { writeFeed } from './feed.js';
import { MAX_SITEMAP_STORIES, newsSitemap, SITEMAP_DAYS } from './news-sitemap.js';

const MAX_ENTRIES = 50;
/** One response per state of a channel. */
const FEED_CACHE_LIMITS = { responses: 200, bytes: 16 * 1024 * 1024, ms: 5_000 };
const SITEMAP_CACHE_LIMITS = { responses: 4, bytes: 4 * 1024 * 1024, ms: 1_000 };
/** For a response whose addresses use the Host header of the request. */
const PRIVATE = 'private, max-age=0, must-revalidate';
const DAY_MS = 86_400_000;

/** `shared`: the response is the same for every reader. */
type Base = BaseUrl & { shared: boolean };
/** `of`: the stories in the feed; `path`: the page that the feed belongs to. */
type Subject = { of: FeedFilter; title: string; path: string };

const cachingOf = ({ shared, vary }: Base): { cacheControl: string; vary: string } => ({
  cacheControl: shared ? REVALIDATE : PRIVATE,
  vary: ['accept-encoding', vary].filter((name) => name !== null).join(', '),
});

const isForm = (form: string | undefined): form is FeedFormat => form !== undefined && Object.hasOwn(FEED_TYPES, form);

const encoded = (text: string): EncodedResponse => {
  const body = Buffer.from(text);
  return { body, etag: strongETag(body), full: true, surrogateKey: '' };
};

@ApiTags('read')
@Controller()
export class FeedsController {
  private readonly feeds = new ResponseCache(FEED_CACHE_LIMITS);
  private readonly sitemaps = new ResponseCache(SITEMAP_CACHE_LIMITS);

  constructor(
    private readonly store: Store,
    private readonly channelAccess: ChannelAccess,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get(['v1/channels/:channel/:file', 'v1/channels/:kind/:name/:file'])
  @ApiOperation({
    summary: 'A channel as a feed',
    description:
      '`feed.rss`, `feed.atom` or `feed.json`: the 50 stories that changed last; on a live blog’s channel, its posts. A revision updates the same entry; `updated` moves only with a significant change (significance 0.2 or more). Killed and hidden stories are left out.',
  })
  @ApiParam({
    name: 'channel',
    example: 'all',
    description: 'all, story/<id>, topic/<name> or publisher/<name>, percent-encoded or not',
  })
  @ApiParam({ name: 'file', enum: ['feed.rss', 'feed.atom', 'feed.json'] })
  @ApiProduces(...Object.values(FEED_TYPES))
  async feed(
    @Param() params: Record<string, string | undefined>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [, form] = /^feed\.([a-z]+)$/.exec(params['file'] ?? '') ?? [];
    if (!isForm(form)) throw new DatelineError('not_found', 'The file must be feed.rss, feed.atom or feed.json.');
    const channel = parseChannel(params['channel'] ?? `${params['kind']}/${params['name']}`);
    // Feeds are public: private channels have none.
    await this.channelAccess.authorize(channel, NO_RIGHTS);
    const base = this.baseOf(request, form === 'atom');
    const address = `${base.base}/v1/channels/${encodeURIComponent(channel)}/feed`;
    // Read before the stories, so that a cached feed is never older than its key.
    const state = await this.store.feeds.state(channel);
    const subject = channel.startsWith('story/')
      ? await this.storySubject(channel.slice('story/'.length))
      : listSubject(channel);
    if ('mergedInto' in subject) {
      const location = `/v1/channels/${encodeURIComponent(`story/${subject.mergedInto}`)}/feed.${form}`;
      await reply.status(308).header('location', location).header('cache-control', REVALIDATE).send();
      return;
    }
    const { body, etag } = await this.cached(base, this.feeds, keyOf(state, form, address), async () => {
      const stories = await this.store.feeds.stories(subject.of, SIGNIFICANT_FROM, MAX_ENTRIES);
      return encoded(
        writeFeed(
          { title: subject.title, address, page: `${base.base}${subject.path}`, base: base.base, stories },
          form,
        ),
      );
    });
    const type = `${FEED_TYPES[form]}; charset=utf-8`;
    sendConditional(request, reply, body, { ...cachingOf(base), etag, type, lastModified: lastModifiedOf(state.at) });
  }

  @Get('sitemap-news.xml')
  @ApiOperation({
    summary: 'The stories of the last two days, as a news sitemap',
    description: '1,000 at most, newest first.',
  })
  @ApiProduces('application/xml')
  async sitemap(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const base = this.baseOf(request, false);
    const state = await this.store.feeds.state('all');
    const { body, etag } = await this.cached(base, this.sitemaps, keyOf(state, 'sitemap', base.base), async () => {
      const since = new Date(Date.now() - SITEMAP_DAYS * DAY_MS);
      return encoded(newsSitemap(await this.store.feeds.news(since, MAX_SITEMAP_STORIES), base.base));
    });
    sendConditional(request, reply, body, { ...cachingOf(base), etag, type: 'application/xml; charset=utf-8' });
  }

  /**
   * The base of addresses. Without PUBLIC_URL they are relative if the format allows it, else they use the
   * Host header.
   */
  private baseOf(request: FastifyRequest, mayBeRelative: boolean): Base {
    const base = publicBaseUrl(request, this.settings) ?? (mayBeRelative ? { base: '', vary: null } : null);
    return base === null ? { ...requestBaseUrl(request), shared: false } : { ...base, shared: true };
  }

  /** Caches shared responses only: requests with many Host headers would evict everything else. */
  private cached(
    { shared }: Base,
    cache: ResponseCache,
    key: string,
    make: () => Promise<EncodedResponse>,
  ): Promise<EncodedResponse> {
    return shared ? cache.get(key, make) : make();
  }

  /** A live blog's posts, or the story alone. Throws `killed` and `not_found`. */
  private async storySubject(id: string): Promise<Subject | { mergedInto: string }> {
    const story = visibleOrThrow(await this.store.storyViews.view(id, { hidden: 'none' }, 0));
    if ('mergedInto' in story) return story;
    return {
      of: { kind: story.kind === 'liveblog' ? 'posts' : 'story', of: id },
      title: story.headline,
      path: `/stories/${id}`,
    };
  }
}

const keyOf = ({ epoch, seq }: ChannelState, form: string, address: string): string =>
  [epoch, seq, form, address].join(' ');

function listSubject(channel: string): Subject {
  const [kind = '', name = ''] = channel.split('/');
  if (kind === 'topic') return { of: { kind, of: name }, title: `Stories on ${name}`, path: '/' };
  if (kind === 'publisher') return { of: { kind, of: name }, title: `Stories by ${name}`, path: '/' };
  return { of: { kind: 'all' }, title: 'All stories', path: '/' };
}
