// What of a publish call is an act that the audit log keeps: a kill, in whatever form, what brings back or destroys what was killed,
// and what regroups or rereads a story.
import { readBody } from '../../core/text/json-text.js';
import { killInput } from '../../core/story/story.js';
import type { AuditedAction } from '../../store/access/audit-log.js';
import type { PublishRequest } from './intake.js';

/** Only a body with one of these is read for it; it may be written in escapes. */
const MAY_BE_AUDITED = /"canceled"|"restore"|\\u/;
const ACTION_OF_INTENT: Partial<Record<PublishRequest['intent'], string>> = { kill: 'story.killed', erase: 'story.erased', reparse: 'story.reparsed', merge: 'story.merged', split: 'story.split' };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function bodyOf({ contentType, raw }: PublishRequest): Record<string, unknown> {
  if (!/^application\/(?:json|vnd\.iptc\.ninjs\+json)\b/i.test(contentType)) return {};
  const text = raw.toString('utf8');
  const body: unknown = MAY_BE_AUDITED.test(text) ? readBody(text) : {};
  return isRecord(body) ? body : {};
}

/** What the body's own fields ask for, and not a word in its text. */
function bodyActionOf(arrival: PublishRequest): string | null {
  const { pubStatus, restore } = bodyOf(arrival);
  if (pubStatus === 'canceled') return 'story.killed';
  return restore === true ? 'story.restored' : null;
}

/** The act that this arrival asks for; null for a publish like any other. */
export function auditedActionOf(arrival: PublishRequest, submission: string): AuditedAction | null {
  const action = ACTION_OF_INTENT[arrival.intent] ?? bodyActionOf(arrival);
  if (action === null) return null;
  const { story, uri, url } = arrival.params;
  // What is destroyed leaves no other trace of why.
  const why = arrival.intent === 'erase' ? { reason: killInput.parse(JSON.parse(arrival.raw.toString('utf8').replace(/^\ufeff/, ''))).reason } : {};
  return { action, target: story ?? uri ?? url ?? null, detail: { publisher: arrival.publisher, submission, ...why } };
}
