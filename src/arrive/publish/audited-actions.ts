// Which publish requests are audited: kills in any form, restoring and erasing, merging and splitting, and
// parsing a page again.
import { parseRequestBody } from '../../core/text/clean-json.js';
import { killInput } from '../../core/story/story.js';
import type { AuditedAction } from '../../store/access/audit-log.js';
import type { PublishRequest } from './intake.js';

/** Only a body that matches is parsed: most don't. Escapes may hide the words. */
const MAY_BE_AUDITED = /"canceled"|"restore"|\\u/;
const ACTION_OF_INTENT: Partial<Record<PublishRequest['intent'], string>> = {
  kill: 'story.killed',
  erase: 'story.erased',
  reparse: 'story.reparsed',
  merge: 'story.merged',
  split: 'story.split',
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function bodyOf({ contentType, raw }: PublishRequest): Record<string, unknown> {
  if (!/^application\/(?:json|vnd\.iptc\.ninjs\+json)\b/i.test(contentType)) return {};
  const text = raw.toString('utf8');
  const body: unknown = MAY_BE_AUDITED.test(text) ? parseRequestBody(text) : {};
  return isRecord(body) ? body : {};
}

/** The action that the fields of the body ask for. */
function bodyActionOf(request: PublishRequest): string | null {
  const { pubStatus, restore } = bodyOf(request);
  if (pubStatus === 'canceled') return 'story.killed';
  return restore === true ? 'story.restored' : null;
}

/** The audit entry of a publish request; null where none is needed. */
export function auditedActionOf(request: PublishRequest, submission: string): AuditedAction | null {
  const action = ACTION_OF_INTENT[request.intent] ?? bodyActionOf(request);
  if (action === null) return null;
  const { story, uri, url } = request.params;
  // An erased story leaves no other record of the reason.
  const reason =
    request.intent === 'erase'
      ? { reason: killInput.parse(JSON.parse(request.raw.toString('utf8').replace(/^\ufeff/, ''))).reason }
      : {};
  return {
    action,
    target: story ?? uri ?? url ?? null,
    detail: { publisher: request.publisher, submission, ...reason },
  };
}
