// What is wrong, in a newsroom's words, the worst first. Pure: a page and a test see the same.
import { LATE_SECONDS, type OverviewData } from './overview.js';
import { SILENT_SECONDS, STUCK_SECONDS } from './node-heartbeat.js';

/** A webhook that has not got through for longer than this is told of; it is tried again all along. */
const FAILING_SECONDS = 60;

/** `where` leads to what it is about, on the page itself. */
export type OperatorProblem = { isUrgent: boolean; text: string; sectionId: string };

const countPhrase = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** "40 s", "12 min", "3 h", "2 days". */
export function formatAge(seconds: number): string {
  if (seconds < 100) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** A worker's oldest work under way, as of now: its figures are as old as its last beat. */
export const stuckSeconds = ({ figures, silentSeconds }: OverviewData['nodes'][number]): number =>
  figures.work === undefined || figures.work.oldestMs === 0 ? 0 : figures.work.oldestMs / 1000 + silentSeconds;

export function findProblems(facts: OverviewData): OperatorProblem[] {
  const { nodes, late, failedCount, undelivered, queue, undone, head } = facts;
  const problems: OperatorProblem[] = [];
  const add = (isUrgent: boolean, sectionId: string, text: string): void => void problems.push({ isUrgent, sectionId, text });
  for (const { name, roles, silentSeconds } of nodes.filter((node) => node.silentSeconds > SILENT_SECONDS)) {
    add(true, 'nodes', `${roles.includes('worker') ? 'Worker' : 'Node'} ${name} is stalled: it has said nothing for ${formatAge(silentSeconds)}.`);
  }
  for (const node of nodes.filter((known) => known.silentSeconds <= SILENT_SECONDS && stuckSeconds(known) > STUCK_SECONDS)) {
    add(true, 'nodes', `Worker ${node.name} is stuck: it has been at one submission for ${formatAge(stuckSeconds(node))}.`);
  }
  if (!nodes.some(({ roles, silentSeconds }) => roles.includes('worker') && silentSeconds <= SILENT_SECONDS)) add(true, 'nodes', 'No worker is there: what is published waits.');
  if (undelivered !== null) add(true, 'undelivered', `A ${undelivered.class} has not reached all readers for ${formatAge(undelivered.ageSeconds)}.`);
  for (const { name, figures, silentSeconds } of nodes) {
    if (figures.gateway === undefined || silentSeconds > SILENT_SECONDS) continue;
    const { hears, lagMs, position } = figures.gateway;
    if (!hears) add(true, 'nodes', `Gateway ${name} hears nothing on the bus.`);
    else if (lagMs > LATE_SECONDS * 1000 && position < head) add(true, 'nodes', `Gateway ${name} is ${countPhrase(head - position, 'update')} behind.`);
  }
  if (facts.unwritable != null) add(true, 'queue', `What is published is refused: ${facts.unwritable}.`);
  if (facts.unreadableCount > 0) add(true, 'unreadable', `${countPhrase(facts.unreadableCount, 'stored revision')} can not be read: readers get ${facts.unreadableCount === 1 ? 'it' : 'them'} emptied.`);
  if (queue === 'away') add(true, 'queue', 'The queue does not answer.');
  if (queue !== null && queue !== 'away' && queue.paused) add(false, 'queue', 'The queue is paused: what is published waits until it is resumed.');
  if (late.length > 0) add(true, 'late', `${undone.count === 1 ? '1 submission is' : `${undone.count} submissions are`} not done; the oldest came ${formatAge(undone.oldestSeconds)} ago.`);
  for (const { url, state, reason, failingSince, deadLetters, lag } of facts.webhooks) {
    const failing = failingSince === null ? 0 : (facts.at.getTime() - failingSince.getTime()) / 1000;
    if (state === 'disabled') add(false, 'webhooks', `The webhook to ${url} is turned off: ${reason === 'gone' ? 'the other side says that it is gone' : 'nothing got through for long'}.`);
    else if (failing > FAILING_SECONDS) add(false, 'webhooks', `The webhook to ${url} has not got through for ${formatAge(failing)}; ${countPhrase(lag, 'update')} wait for it.`);
    if (deadLetters > 0) add(false, 'webhooks', `The webhook to ${url} has ${countPhrase(deadLetters, 'dead letter')}.`);
  }
  if (failedCount > 0) add(false, 'failed', `${countPhrase(failedCount, 'submission')} failed in the last 24 hours.`);
  return problems;
}
