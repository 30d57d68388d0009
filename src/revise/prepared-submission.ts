// What a submission asks for, read and checked before any lock is taken: a page may take seconds.
import type { z } from 'zod';
import { canonicalUrl, pageAddress } from '../core/story/address.js';
import { draftOfInput, draftOfPage, draftOfPatch, draftOfReparse, type Draft } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import { keyOf, keysOf } from '../core/story/identity.js';
import { draftOfNinjs } from '../core/format/ninjs-draft.js';
import { isNinjs, ninjsItem } from '../core/format/ninjs.js';
import { readBody } from '../core/text/json-text.js';
import { killInput, mergeInput, splitInput, storyInput, storyPatch, type Content } from '../core/story/story.js';
import type { Store } from '../store/store.js';
import type { Submission } from '../store/submission/submissions.js';
import type { PageReader } from './page-reader.js';
import type { MergeSplit } from './merge-split.js';
import type { PreparedSubmission } from './verdict.js';

export class SubmissionPreparation {
  constructor(
    private readonly store: Store,
    private readonly pages: PageReader,
    private readonly mergeSplit: MergeSplit,
  ) {}

  /** Throws DatelineError where the input is at fault. */
  async prepare(submission: Submission, key: string): Promise<PreparedSubmission> {
    const { intent, contentType, params, raw } = submission;
    const given = params.url === undefined ? null : canonicalUrl(params.url);
    const keys = intent === 'publish' ? storyKeysOf(submission, key, given) : [key];
    if (intent === 'kill') {
      const { reason } = read(killInput, raw);
      // In the kill's own revision, which no reader ever gets, and from which nothing is taken over.
      return { submission, key, keys, url: given, draft: (standing) => draftOfPatch(existing(standing), { pubStatus: 'canceled', edNote: reason }) };
    }
    if (intent === 'merge') {
      const merge = read(mergeInput, raw);
      const other = await this.store.stories.findKey(merge.into);
      return { submission, key, keys: other === null ? keys : [...keys, other.key], url: null, draft: unchangedDraft, execute: (tx) => this.mergeSplit.merge(tx, submission, merge) };
    }
    if (intent === 'split') {
      const split = read(splitInput, raw);
      const uri = split.uri === undefined ? [] : [keyOf({ publisher: submission.publisher, uri: split.uri })];
      return { submission, key, keys: [...keys, ...uri], url: null, draft: unchangedDraft, execute: (tx) => this.mergeSplit.split(tx, submission, split) };
    }
    if (intent === 'erase') return { submission, key, keys, url: null, draft: unchangedDraft, execute: (tx) => this.mergeSplit.erase(tx, submission) };
    if (intent === 'patch') {
      const patch = read(storyPatch, raw);
      return { submission, key, keys, url: given, draft: (standing, beforeKill) => draftOfPatch(existing(standing), patch, beforeKill), restores: patch.restore };
    }
    if (/^application\/json\b/i.test(contentType)) {
      const draft = draftOfInput(read(storyInput, raw));
      return { submission, key, keys, url: given, draft: () => draft, blog: draft.partOf, restores: draft.restore };
    }
    if (isNinjs(contentType)) {
      const draft = draftOfNinjs(read(ninjsItem, raw), { whole: params.version !== undefined });
      return { submission, key, keys, url: given, draft: () => draft, blog: draft.partOf };
    }
    const page = await this.pages.read(submission);
    if (intent === 'reparse') return { submission, key, keys, url: given, draft: (standing) => draftOfReparse(existing(standing), page, params) };
    const draft = draftOfPage(page, params);
    const url = pageAddress(params.url ?? null, page.url);
    return { submission, key, keys: storyKeysOf(submission, key, url), url, draft: () => draft };
  }
}

/** The bytes as they were read when they came. What came before a rule was made is held to it now. Throws `invalid_field`. */
function read<S extends z.ZodType>(schema: S, raw: Buffer): z.output<S> {
  const found = schema.safeParse(readBody(raw.toString('utf8')));
  if (found.success) return found.data;
  const errors = found.error.issues.slice(0, 20).map(({ path, message }) => ({ field: path.join('.').slice(0, 100).toWellFormed(), reason: message }));
  throw new DatelineError('invalid_field', errors.map(({ field, reason }) => `${field} ${reason}`).join('; '), { errors });
}

/** The keys that the story of a publish may have, today's first; what was keyed by the address that a page was fetched from is found by that too. */
function storyKeysOf({ publisher, params: { uri, url: fetched } }: Submission, key: string, url: string | null): string[] {
  const [first, ...others] = keysOf({ publisher, uri, url: url ?? undefined });
  const before = uri !== undefined || fetched === undefined ? [] : keysOf({ publisher, url: fetched }).slice(1);
  return [...new Set([first ?? key, ...others, ...before])];
}

const unchangedDraft = (standing: Content | null): Draft => draftOfPatch(existing(standing), {});

function existing(standing: Content | null): Content {
  if (standing === null) throw new DatelineError('not_found', 'There is no such story.');
  return standing;
}
