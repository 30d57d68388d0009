// The problems that the operator page lists, the most urgent first. Pure, so that tests need no page.
import { SILENT_SECONDS, STUCK_SECONDS } from './node-heartbeat.js';
import { LATE_SECONDS, type OverviewData } from './overview.js';

/** A webhook that has failed for longer than this is listed. It is retried all the time. */
const FAILING_SECONDS = 60;

/** `sectionId`: the section of the page with the details. */
export type OperatorProblem = { isUrgent: boolean; text: string; sectionId: string };

const countPhrase = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "40 s", "12 min", "3 h", "2 days". */
export function formatAge(seconds: number): string {
  if (seconds < 100) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/**
 * How long a worker has been processing its oldest submission. Its metrics are as old as its last heartbeat.
 */
export const stuckSeconds = ({ figures, silentSeconds }: OverviewData['nodes'][number]): number =>
  figures.work === undefined || figures.work.oldestMs === 0 ? 0 : figures.work.oldestMs / 1000 + silentSeconds;

export function findProblems(data: OverviewData): OperatorProblem[] {
  const { nodes, late, failedCount, undelivered, queue, pending, head, unwritable, unreadableCount } = data;
  const problems: OperatorProblem[] = [];
  const add = (isUrgent: boolean, sectionId: string, text: string): void =>
    void problems.push({ isUrgent, sectionId, text });
  const silent = nodes.filter(({ silentSeconds }) => silentSeconds > SILENT_SECONDS);
  const alive = nodes.filter(({ silentSeconds }) => silentSeconds <= SILENT_SECONDS);
  for (const { name, roles, silentSeconds } of silent) {
    const role = roles.includes('worker') ? 'Worker' : 'Node';
    add(true, 'nodes', `${role} ${name} is stalled: no heartbeat for ${formatAge(silentSeconds)}.`);
  }
  for (const node of alive.filter((one) => stuckSeconds(one) > STUCK_SECONDS)) {
    add(
      true,
      'nodes',
      `Worker ${node.name} is stuck: it has been processing one submission for ${formatAge(stuckSeconds(node))}.`,
    );
  }
  if (!alive.some(({ roles }) => roles.includes('worker')))
    add(true, 'nodes', 'No worker is running: submissions wait in the queue.');
  if (undelivered !== null) {
    add(
      true,
      'undelivered',
      `A ${undelivered.class} has not reached all readers for ${formatAge(undelivered.ageSeconds)}.`,
    );
  }
  for (const { name, figures } of alive) {
    if (figures.gateway === undefined) continue;
    const { hears, lagMs, position } = figures.gateway;
    if (!hears) add(true, 'nodes', `Gateway ${name} receives no hints from the bus.`);
    else if (lagMs > LATE_SECONDS * 1000 && position < head) {
      add(true, 'nodes', `Gateway ${name} is ${countPhrase(head - position, 'update')} behind.`);
    }
  }
  if (unwritable != null) add(true, 'queue', `Submissions are refused: ${unwritable}.`);
  if (unreadableCount > 0) {
    add(
      true,
      'unreadable',
      `${countPhrase(unreadableCount, 'stored revision')} can not be read. Readers get no content for ${unreadableCount === 1 ? 'it' : 'them'}.`,
    );
  }
  if (queue === 'away') add(true, 'queue', 'The queue does not answer.');
  else if (queue?.paused === true) add(false, 'queue', 'The queue is paused: submissions wait until you resume it.');
  if (late.length > 0) {
    const verb = pending.count === 1 ? 'is' : 'are';
    add(
      true,
      'late',
      `${countPhrase(pending.count, 'submission')} ${verb} pending; the oldest arrived ${formatAge(pending.oldestSeconds)} ago.`,
    );
  }
  for (const { url, state, reason, failingSince, deadLetters, lag } of data.webhooks) {
    const failingFor = failingSince === null ? 0 : (data.at.getTime() - failingSince.getTime()) / 1000;
    if (state === 'disabled') {
      const why = reason === 'gone' ? 'the receiver answered 410 Gone' : 'every delivery failed for three days';
      add(false, 'webhooks', `The webhook to ${url} is disabled: ${why}.`);
    } else if (failingFor > FAILING_SECONDS) {
      const waiting = countPhrase(lag, 'update');
      add(
        false,
        'webhooks',
        `The webhook to ${url} has failed for ${formatAge(failingFor)}; ${waiting} ${lag === 1 ? 'waits' : 'wait'}.`,
      );
    }
    if (deadLetters > 0)
      add(false, 'webhooks', `The webhook to ${url} has ${countPhrase(deadLetters, 'dead letter')}.`);
  }
  if (failedCount > 0) add(false, 'failed', `${countPhrase(failedCount, 'submission')} failed in the last 24 hours.`);
  return problems;
}
