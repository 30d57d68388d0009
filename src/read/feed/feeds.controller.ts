import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelAccess } from '../../access/principal/channel-access.js';
import { requestBaseUrl, publicBaseUrl, type BaseUrl } from '../../access/request/base-url.js';
import { SETTINGS, type Settings } from '../../config.js';
import { NO_RIGHTS } from '../../core/log/audience.js';
import { parseChannel } from '../../core/log/channel.js';
import { DatelineError } from '../../core/errors.js';
import { SIGNIFICANT } from '../../core/revision/significance.js';
import type { ChannelState, FeedFilter } from '../../store/story/feeds.js';
import { Store } from '../../store/store.js';
import { sendEncoded, settled } from '../http/conditional-response.js';
import { FEED_TYPES, type FeedForm } from '../../core/format/feed-entry.js';
import { writeFeed } from './feed.js';
import { PageCache, type EncodedPage } from '../http/response-cache.js';
import { newsSitemap, SITEMAP_DAYS, SITEMAP_MOST } from './news-sitemap.js';
import { found } from '../http/visibility.js';

const MOST_ENTRIES = 50;
/** A feed is made once for each state of its channel; the bytes are bounded. */
const KEPT = { pages: 200, bytes: 16 * 1024 * 1024, ms: 5_000 };
const SITEMAP_KEPT = { pages: 4, bytes: 4 * 1024 * 1024, ms: 1_000 };
/** Asked for again each time, so that a kill or an edit is seen at once. */
const REVALIDATE = 'public, max-age=0, must-revalidate';
/** Its addresses are as the asker named the host. */
const PRIVATE = 'private, max-age=0, must-revalidate';
const DAY_MS = 86_400_000;

/** `shared`: an answer that may be everybody's. */
type Own = BaseUrl & { shared: boolean };
const cachingOf = ({ shared, vary }: Own): { cacheControl: string; vary: string } => ({ cacheControl: shared ? REVALIDATE : PRIVATE, vary: ['accept-encoding', vary].filter((name) => name !== null).join(', ') });

const isForm = (form: string | undefined): form is FeedForm => form !== undefined && Object.hasOwn(FEED_TYPES, form);
const made = (text: string): EncodedPage => {
  const body = Buffer.from(text);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, full: true, surrogateKey: '' };
};

@ApiTags('read')
@Controller()
export class FeedsController {
  private readonly kept = new PageCache(KEPT, () => performance.now());
  private readonly keptSitemaps = new PageCache(SITEMAP_KEPT, () => performance.now());

  constructor(
    private readonly store: Store,
    private readonly closed: ChannelAccess,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get(['v1/channels/:channel/:file', 'v1/channels/:kind/:name/:file'])
  @ApiOperation({
    summary: 'A channel as a feed',
    description: '`feed.rss`, `feed.atom` or `feed.json`: the 50 stories that changed last, a live blog’s posts on its own channel. A revision is an update of the same entry; `updated` moves only where the story changed so that it matters (significance 0.2 or more). What is killed or hidden is gone.',
  })
  @ApiParam({ name: 'channel', example: 'all', description: 'all, story/<id>, topic/<name> or publisher/<name>, percent-encoded or not' })
  @ApiParam({ name: 'file', enum: ['feed.rss', 'feed.atom', 'feed.json'] })
  @ApiProduces(...Object.values(FEED_TYPES))
  async feed(@Param() params: Record<string, string | undefined>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [, form] = /^feed\.([a-z]+)$/.exec(params['file'] ?? '') ?? [];
    if (!isForm(form)) throw new DatelineError('not_found', 'A feed is feed.rss, feed.atom or feed.json.');
    const channel = parseChannel(params['channel'] ?? `${params['kind']}/${params['name']}`);
    // Feeds are everybody's: what is private is in none.
    await this.closed.authorize(channel, NO_RIGHTS);
    const own = this.own(request, form === 'atom');
    const { base } = own;
    const address = `${base}/v1/channels/${encodeURIComponent(channel)}/feed`;
    const state = await this.store.feeds.state(channel);
    const subject = channel.startsWith('story/') ? await this.subject(channel.slice('story/'.length)) : listed(channel);
    if ('mergedInto' in subject) {
      await reply.status(308).header('location', `/v1/channels/${encodeURIComponent(`story/${subject.mergedInto}`)}/feed.${form}`).header('cache-control', REVALIDATE).send();
      return;
    }
    const page = await this.keptWhere(own, this.kept, keyOf(state, form, address), async () => {
      const stories = await this.store.feeds.stories(subject.of, SIGNIFICANT, MOST_ENTRIES);
      return made(writeFeed({ title: subject.title, address, page: `${base}${subject.path}`, base, stories }, form));
    });
    sendEncoded(request, reply, page.body, { ...cachingOf(own), etag: page.etag, type: `${FEED_TYPES[form]}; charset=utf-8`, lastModified: settled(state.at) });
  }

  @Get('sitemap-news.xml')
  @ApiOperation({ summary: 'The stories of the last two days, as a news sitemap', description: '1,000 at most, newest first.' })
  @ApiProduces('application/xml')
  async sitemap(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const own = this.own(request, false);
    const { base } = own;
    const state = await this.store.feeds.state('all');
    const page = await this.keptWhere(own, this.keptSitemaps, keyOf(state, 'sitemap', base), async () => {
      return made(newsSitemap(await this.store.feeds.news(new Date(Date.now() - SITEMAP_DAYS * DAY_MS), SITEMAP_MOST), base));
    });
    sendEncoded(request, reply, page.body, { ...cachingOf(own), etag: page.etag, type: 'application/xml; charset=utf-8' });
  }

  /** What addresses begin with. Without PUBLIC_URL they are relative where the format lets them; else they are the asker's alone. */
  private own(request: FastifyRequest, mayBeRelative: boolean): Own {
    const own = publicBaseUrl(request, this.settings) ?? (mayBeRelative ? { base: '', vary: null } : null);
    return own === null ? { ...requestBaseUrl(request), shared: false } : { ...own, shared: true };
  }

  /** What is for one asker is not kept for others: anybody could push out what is by asking under many names. */
  private keptWhere({ shared }: Own, kept: PageCache, key: string, make: () => Promise<EncodedPage>): Promise<EncodedPage> {
    return shared ? kept.get(key, make) : make();
  }

  /** What a story's feed holds: a live blog's posts, or the story alone. Throws `killed` and `not_found`. */
  private async subject(id: string): Promise<{ of: FeedFilter; title: string; path: string } | { mergedInto: string }> {
    const story = found(await this.store.storyViews.view(id, { hidden: 'none' }, 0));
    if ('mergedInto' in story) return story;
    return { of: { kind: story.kind === 'liveblog' ? 'posts' : 'story', of: id }, title: story.headline, path: `/stories/${id}` };
  }
}

const keyOf = ({ epoch, seq }: ChannelState, form: string, address: string): string => [epoch, seq, form, address].join(' ');

function listed(channel: string): { of: FeedFilter; title: string; path: string } {
  const [kind = '', name = ''] = channel.split('/');
  if (kind === 'topic' || kind === 'publisher') return { of: { kind, of: name }, title: kind === 'topic' ? `Stories on ${name}` : `Stories by ${name}`, path: '/' };
  return { of: { kind: 'all' }, title: 'All stories', path: '/' };
}
