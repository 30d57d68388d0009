// Parses and validates a submission before any lock is taken: a page may take seconds.
import type { z } from 'zod';
import { canonicalUrl, storyUrl } from '../core/story/canonical-url.js';
import { draftFromInput, draftFromPage, draftFromPatch, draftFromReparse, type Draft } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import { identityKey, identityKeys } from '../core/story/identity.js';
import { draftFromNinjs } from '../core/format/ninjs-draft.js';
import { isNinjs, ninjsItem } from '../core/format/ninjs.js';
import { parseRequestBody } from '../core/text/clean-json.js';
import { killInput, mergeInput, splitInput, storyInput, storyPatch, type Content } from '../core/story/story.js';
import type { Store } from '../store/store.js';
import type { Submission } from '../store/submission/submission.js';
import type { PageReader } from './page-reader.js';
import type { MergeSplit } from './merge-split.js';
import type { PreparedSubmission } from './verdict.js';

export class SubmissionPreparation {
  constructor(
    private readonly store: Store,
    private readonly pages: PageReader,
    private readonly mergeSplit: MergeSplit,
  ) {}

  /** Throws DatelineError if the input is invalid. */
  async prepare(submission: Submission, key: string): Promise<PreparedSubmission> {
    const { intent, contentType, params, raw } = submission;
    const given = params.url === undefined ? null : canonicalUrl(params.url);
    const keys = intent === 'publish' ? storyKeysOf(submission, key, given) : [key];
    if (intent === 'kill') {
      const { reason } = read(killInput, raw);
      // The reason goes into the kill's own revision, which readers never get and later revisions never
      // inherit from.
      return {
        submission,
        key,
        keys,
        url: given,
        draft: (current) => draftFromPatch(existing(current), { pubStatus: 'canceled', edNote: reason }),
      };
    }
    if (intent === 'merge') {
      const merge = read(mergeInput, raw);
      const other = await this.store.stories.findKey(merge.into);
      return {
        submission,
        key,
        keys: other === null ? keys : [...keys, other.key],
        url: null,
        draft: unchangedDraft,
        execute: (tx) => this.mergeSplit.merge(tx, submission, merge),
      };
    }
    if (intent === 'split') {
      const split = read(splitInput, raw);
      const uri = split.uri === undefined ? [] : [identityKey({ publisher: submission.publisher, uri: split.uri })];
      return {
        submission,
        key,
        keys: [...keys, ...uri],
        url: null,
        draft: unchangedDraft,
        execute: (tx) => this.mergeSplit.split(tx, submission, split),
      };
    }
    if (intent === 'erase')
      return {
        submission,
        key,
        keys,
        url: null,
        draft: unchangedDraft,
        execute: (tx) => this.mergeSplit.erase(tx, submission),
      };
    if (intent === 'patch') {
      const patch = read(storyPatch, raw);
      return {
        submission,
        key,
        keys,
        url: given,
        draft: (current, beforeKill) => draftFromPatch(existing(current), patch, beforeKill),
        restores: patch.restore,
      };
    }
    if (/^application\/json\b/i.test(contentType)) {
      const draft = draftFromInput(read(storyInput, raw));
      return { submission, key, keys, url: given, draft: () => draft, blog: draft.partOf, restores: draft.restore };
    }
    if (isNinjs(contentType)) {
      const draft = draftFromNinjs(read(ninjsItem, raw), { whole: params.version !== undefined });
      return { submission, key, keys, url: given, draft: () => draft, blog: draft.partOf };
    }
    const page = await this.pages.read(submission);
    if (intent === 'reparse')
      return {
        submission,
        key,
        keys,
        url: given,
        draft: (current) => draftFromReparse(existing(current), page, params),
      };
    const draft = draftFromPage(page, params);
    const url = storyUrl(params.url ?? null, page.url);
    return { submission, key, keys: storyKeysOf(submission, key, url), url, draft: () => draft };
  }
}

/**
 * Parses and validates the stored bytes again: the rules may have become stricter since. Throws
 * `invalid_field`.
 */
function read<S extends z.ZodType>(schema: S, raw: Buffer): z.output<S> {
  const found = schema.safeParse(parseRequestBody(raw.toString('utf8')));
  if (found.success) return found.data;
  const errors = found.error.issues
    .slice(0, 20)
    .map(({ path, message }) => ({ field: path.join('.').slice(0, 100).toWellFormed(), reason: message }));
  throw new DatelineError('invalid_field', errors.map(({ field, reason }) => `${field} ${reason}`).join('; '), {
    errors,
  });
}

/**
 * The keys that a published story may have, the current one first; includes the key of the URL that the page
 * was fetched from, which older versions used.
 */
function storyKeysOf(
  { publisher, params: { uri, url: fetched } }: Submission,
  key: string,
  url: string | null,
): string[] {
  const [first, ...others] = identityKeys({ publisher, uri, url: url ?? undefined });
  const before = uri !== undefined || fetched === undefined ? [] : identityKeys({ publisher, url: fetched }).slice(1);
  return [...new Set([first ?? key, ...others, ...before])];
}

const unchangedDraft = (current: Content | null): Draft => draftFromPatch(existing(current), {});

function existing(current: Content | null): Content {
  if (current === null) throw new DatelineError('not_found', 'There is no such story.');
  return current;
}
