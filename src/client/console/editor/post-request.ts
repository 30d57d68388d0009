// Builds the request that publishes a post. A new post has its own uri, so that sending it twice creates one post. An
// edit sends only the changed fields, with the revision that they are based on.
import type { DeskRequest } from '../api/desk-api.js';
import { changedFields, sameText, type PostContent } from './post-content.js';
import { formatSeconds } from '../view/times.js';
import type { BaseRevision } from './base-revision.js';

/** Publish now, publish at a time (RFC 3339), or save as a draft. */
export type PublishIntent = { do: 'publish' } | { do: 'schedule'; at: string } | { do: 'draft' };

export type PostRequestInput = {
  id: string;
  blog: string;
  base: BaseRevision | null;
  written: PostContent;
  correction: string | null;
  intent: PublishIntent;
  now: Date;
};

const HEADLINE_LENGTH = 60;

/** A draft may lack a headline, but a story needs one: the first words of its text. */
const withHeadline = (written: PostContent): PostContent => ({
  ...written,
  headline: written.headline || (written.body[0] ?? '').slice(0, HEADLINE_LENGTH).trim() || 'Draft',
});

/** The request; null if nothing would change. */
export function postRequest({
  id,
  blog,
  base,
  written,
  correction,
  intent,
  now,
}: PostRequestInput): DeskRequest | null {
  const content = intent.do === 'draft' ? withHeadline(written) : written;
  const when = intent.do === 'schedule' ? intent.at : formatSeconds(now);
  const status = {
    pubStatus: intent.do === 'draft' ? 'withheld' : 'usable',
    embargoedUntil: intent.do === 'schedule' ? intent.at : null,
  };
  const note = correction === null ? {} : { correction };
  if (base === null) {
    const times = intent.do === 'draft' ? {} : { firstCreated: when, versionCreated: when };
    return {
      method: 'POST',
      path: '/v1/stories',
      body: { uri: `urn:uuid:${id}`, kind: 'post', partOf: blog, ...content, ...status, ...times, ...note },
    };
  }
  const changed = { ...changedFields(base.content, content), ...note };
  const isPublic = base.state === 'live' || base.state === 'changing';
  const keepsStatus =
    base.state === 'live'
      ? intent.do === 'publish'
      : base.state === 'draft'
        ? intent.do === 'draft'
        : base.state === 'scheduled' && intent.do === 'schedule' && intent.at === base.embargoedUntil;
  if (keepsStatus && Object.keys(changed).length === 0) return null;
  // A first publication gets new times. An edit gets a new `versionCreated` if readers see another text.
  const times =
    intent.do === 'draft'
      ? {}
      : isPublic
        ? sameText(base.content, content) && correction === null
          ? {}
          : { versionCreated: when }
        : { firstCreated: when, versionCreated: when };
  return {
    method: 'PATCH',
    path: `/v1/stories/${base.id}`,
    headers: { 'if-match': `"${base.revision}"` },
    body: { ...changed, ...(keepsStatus ? {} : status), ...times },
  };
}
