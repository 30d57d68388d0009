// What of a publish call is an act that the audit log keeps: a kill, in whatever form, and what regroups or rereads a story.
import { readBody } from '../core/json-text.js';
import type { Act } from '../store/audit-log.js';
import type { Arrival } from './intake.js';

/** It may be written in escapes. */
const MAY_KILL = /"canceled"|\\u/;
const NAMES: Partial<Record<Arrival['intent'], string>> = { kill: 'story.killed', reparse: 'story.reparsed', merge: 'story.merged', split: 'story.split' };

/** True where the body's own pubStatus says so, and not a word in its text. */
function saysCanceled({ contentType, raw }: Arrival): boolean {
  if (!/^application\/(?:json|vnd\.iptc\.ninjs\+json)\b/i.test(contentType) || !MAY_KILL.test(raw.toString('utf8'))) return false;
  const body: unknown = readBody(raw.toString('utf8'));
  return typeof body === 'object' && body !== null && 'pubStatus' in body && body.pubStatus === 'canceled';
}

/** The act that this arrival asks for; null for a publish like any other. */
export function actOf(arrival: Arrival, submission: string): Act | null {
  const action = NAMES[arrival.intent] ?? (saysCanceled(arrival) ? 'story.killed' : null);
  if (action === null) return null;
  const { story, uri, url } = arrival.params;
  return { action, target: story ?? uri ?? url ?? null, detail: { publisher: arrival.publisher, submission } };
}
