// What is sent for a post: a new one by its own uri, so that it can't come twice; a changed one as the fields that
// changed, for the revision they were made from.
import type { DeskRequest } from '../api/desk-api.js';
import { changedFields, sameText, type PostContent } from './post-content.js';
import { formatSeconds } from '../view/times.js';
import type { BaseRevision } from './base-revision.js';

/** Now, at a time, or not for readers yet. */
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

const FIRST_WORDS = 60;

/** A draft needs no headline yet, but a story does: its first words stand in for it. */
const provisional = (written: PostContent): PostContent => ({
  ...written,
  headline: written.headline || (written.body[0] ?? '').slice(0, FIRST_WORDS).trim() || 'Draft',
});

/** The request; null where nothing would change. */
export function postRequest({
  id,
  blog,
  base,
  written,
  correction,
  intent,
  now,
}: PostRequestInput): DeskRequest | null {
  const whole = intent.do === 'draft' ? provisional(written) : written;
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
      body: { uri: `urn:uuid:${id}`, kind: 'post', partOf: blog, ...whole, ...status, ...times, ...note },
    };
  }
  const changed = { ...changedFields(base.content, whole), ...note };
  const seen = base.state === 'live' || base.state === 'changing';
  const settled =
    base.state === 'live'
      ? intent.do === 'publish'
      : base.state === 'draft'
        ? intent.do === 'draft'
        : base.state === 'scheduled' && intent.do === 'schedule' && intent.at === base.embargoedUntil;
  if (settled && Object.keys(changed).length === 0) return null;
  // A first publication is dated anew; a change is, where readers read something else.
  const times =
    intent.do === 'draft'
      ? {}
      : seen
        ? sameText(base.content, whole) && correction === null
          ? {}
          : { versionCreated: when }
        : { firstCreated: when, versionCreated: when };
  return {
    method: 'PATCH',
    path: `/v1/stories/${base.id}`,
    headers: { 'if-match': `"${base.revision}"` },
    body: { ...changed, ...(settled ? {} : status), ...times },
  };
}
