import type { Authentication } from '../../access/principal/key-authenticator.js';
import { html, type Html } from '../../core/format/html.js';
import type { KnownNode } from '../../store/ops/nodes.js';
import type { SubmissionListItem } from '../../store/ops/ops-queries.js';
import type { Source } from '../../store/source/sources.js';
import type { WebhookDetails } from '../../store/webhook/webhooks.js';
import { SILENT_SECONDS, STUCK_SECONDS } from '../state/node-heartbeat.js';
import { FAILED_HOURS, LATE_SECONDS, type OverviewData } from '../state/overview.js';
import { findProblems, formatAge, stuckSeconds, type OperatorProblem } from '../state/problems.js';
import { actionButton, ageElement, operatorLayout, table } from './operator-layout.js';

const MAX_LINK_CHARS = 80;

const SUBMISSION_TYPES: Record<SubmissionListItem['intent'], string> = {
  publish: 'story',
  patch: 'edit',
  kill: 'kill',
  erase: 'erasure',
  reparse: 'reparse',
  merge: 'merge',
  split: 'split',
};

/** The publisher's name for the story, as a link to the submission. */
const submissionLink = ({ id, name }: SubmissionListItem): Html =>
  html`<a href="/ops/submissions/${id}">${(name ?? id).slice(0, MAX_LINK_CHARS)}</a>`;

const ago = (now: Date, then: Date): Html => html`${ageElement((now.getTime() - then.getTime()) / 1000, then)} ago`;

const receivedAgo = ({ ageSeconds, receivedAt }: SubmissionListItem): Html =>
  html`${ageElement(ageSeconds, receivedAt)} ago`;

const urgentCount = (problems: readonly OperatorProblem[]): number =>
  problems.filter(({ isUrgent }) => isUrgent).length;

function summary(problems: readonly OperatorProblem[]): Html {
  if (problems.length === 0) return html`<h1 class="health well">No problems</h1>`;
  const urgent = urgentCount(problems);
  const heading = urgent === 0 ? 'No urgent problems' : `${urgent} urgent ${urgent === 1 ? 'problem' : 'problems'}`;
  return html`<h1 class="health ${urgent > 0 ? 'grave' : 'minor'}">${heading}</h1>
<ul class="problems">${problems.map(({ text, sectionId, isUrgent }) => html`<li class="${isUrgent ? 'grave' : 'minor'}"><a href="#${sectionId}">${text}</a></li>`)}</ul>`;
}

const undeliveredSection = ({
  undelivered,
}: OverviewData): Html => html`<section id="undelivered"><h2>Oldest undelivered correction</h2>
${
  undelivered === null
    ? html`<p class="none">None: every gateway has delivered all corrections and kills.</p>`
    : table(
        ['Type', 'Story', 'Age', 'Gateway'],
        [
          [
            undelivered.class,
            html`<a href="/stories/${undelivered.story}">${undelivered.headline ?? 'a killed story'}</a>`,
            ageElement(undelivered.ageSeconds),
            undelivered.node,
          ],
        ],
      )
}</section>`;

const lateSection = ({ late, pending }: OverviewData): Html => html`<section id="late"><h2>Late</h2>
${
  late.length === 0
    ? html`<p class="none">No submission is pending for more than ${LATE_SECONDS} s.${pending.count > 0 && ` ${pending.count} in progress.`}</p>`
    : table(
        ['Type', 'Story', 'Publisher', 'Received', 'Failed attempts'],
        late.map((one) => [
          SUBMISSION_TYPES[one.intent],
          submissionLink(one),
          one.publisher,
          receivedAgo(one),
          String(one.attempts),
        ]),
      )
}
${pending.count > late.length && late.length > 0 && html`<p class="more">${pending.count} submissions are pending in total.</p>`}</section>`;

const failedSection = ({ failed, failedCount }: OverviewData): Html => html`<section id="failed"><h2>Failed</h2>
${
  failed.length === 0
    ? html`<p class="none">No submission failed in the last ${FAILED_HOURS} hours.</p>`
    : table(
        ['Type', 'Story', 'Publisher', 'Received', 'Error', ''],
        failed.map((one) => [
          SUBMISSION_TYPES[one.intent],
          submissionLink(one),
          one.publisher,
          receivedAgo(one),
          html`<code>${one.error?.code}</code> ${one.error?.reason}`,
          actionButton(`/ops/submissions/${one.id}/retry`, 'Retry'),
        ]),
      )
}
${failedCount > failed.length && html`<p class="more">The last ${failed.length} of ${failedCount}.</p>`}</section>`;

const lastAttempt = ({ last }: WebhookDetails): string =>
  last === null ? '–' : last.error === null ? `${last.status ?? ''} OK` : `${last.status ?? ''} ${last.error}`;

function webhookState({ state, failingSince }: WebhookDetails): Html {
  if (state === 'active' && failingSince === null) return html`<span class="well">active</span>`;
  return html`<strong class="${state === 'paused' ? 'minor' : 'grave'}">${state === 'active' ? 'failing' : state}</strong>`;
}

const webhooksSection = ({ webhooks, at }: OverviewData): Html | null =>
  webhooks.length === 0
    ? null
    : html`<section id="webhooks"><h2>Webhooks</h2>
${table(
  ['URL', 'Channel', 'State', 'Behind', 'Last attempt', 'Dead letters', ''],
  webhooks.map((webhook) => {
    const { id, url, channel, state, lag, oldest, deadLetters } = webhook;
    return [
      url,
      channel,
      webhookState(webhook),
      html`${lag}${oldest !== null && html`, ${ageElement((at.getTime() - oldest.getTime()) / 1000, oldest)}`}`,
      lastAttempt(webhook),
      String(deadLetters),
      html`${state !== 'active' && actionButton(`/ops/webhooks/${id}/resume`, 'Resume')} ${deadLetters > 0 && actionButton(`/ops/webhooks/${id}/replay`, 'Resend dead letters')}`,
    ];
  }),
)}</section>`;

const unreadableSection = ({ unreadable, unreadableCount, at }: OverviewData): Html | null =>
  unreadable.length === 0
    ? null
    : html`<section id="unreadable"><h2>Unreadable revisions</h2>
<p>Readers get these updates without content. Publish the story again, or kill it. The next start repairs what it can.</p>
${table(
  ['Story', 'Revision', 'Found'],
  unreadable.map(({ story, revision, foundAt }) => [
    html`<a href="/stories/${story}">${story}</a>`,
    String(revision),
    ago(at, foundAt),
  ]),
)}
${unreadableCount > unreadable.length && html`<p class="more">The last ${unreadable.length} of ${unreadableCount}.</p>`}</section>`;

function sourceState({ last_error: error, error_streak: streak }: Source): Html {
  if (streak === 0) return html`<span class="well">ok</span>`;
  const failed = html`<strong class="${streak > 2 ? 'grave' : 'minor'}">failed ${streak === 1 ? 'once' : `${streak} times`}</strong>`;
  return html`${failed} <code>${error?.code}</code> ${error?.reason}`;
}

const sourcesSection = ({ sources, sourceCount, at }: OverviewData): Html | null => {
  if (sources.length === 0) return null;
  const agoOrNever = (moment: Date | null): Html | string => (moment === null ? '–' : ago(at, moment));
  const due = ({ next_at: next }: Source): Html | string =>
    next <= at ? 'due' : html`in ${ageElement((next.getTime() - at.getTime()) / 1000, next)}`;
  return html`<section id="sources"><h2>Sources</h2>
${table(
  ['URL', 'Publisher', 'Last poll', 'Next poll', 'Last change', 'Interval', 'State'],
  sources.map((source) => [
    source.url.slice(0, MAX_LINK_CHARS),
    source.publisher,
    agoOrNever(source.last_fetch),
    due(source),
    agoOrNever(source.last_change),
    formatAge((source.average_ms ?? source.every_ms) / 1000),
    sourceState(source),
  ]),
)}
${sourceCount > sources.length && html`<p class="more">The first ${sources.length} of ${sourceCount}: the longest failing, then the next due.</p>`}</section>`;
};

function nodeState(node: KnownNode): Html {
  const { silentSeconds } = node;
  if (silentSeconds > SILENT_SECONDS)
    return html`<strong class="grave">silent for ${formatAge(silentSeconds)}</strong>`;
  if (stuckSeconds(node) > STUCK_SECONDS)
    return html`<strong class="grave">stuck for ${formatAge(stuckSeconds(node))}</strong>`;
  return html`<span class="well">ok</span>, ${formatAge(silentSeconds)} ago`;
}

function deliveryOf({ figures: { gateway } }: KnownNode, head: number): string {
  if (gateway === undefined) return '–';
  const { readers, position, hears } = gateway;
  const lag = position < head ? ` (${head - position} behind)` : '';
  return `${readers} ${readers === 1 ? 'reader' : 'readers'}, at ${position}${lag}${hears ? '' : ', no hints from the bus'}`;
}

const workOf = ({ figures: { work } }: KnownNode): string =>
  work === undefined ? '–' : `${work.underWay} in progress, ${work.waiting} waiting`;

const nodesSection = ({ nodes, head }: OverviewData, thisNode: string): Html => html`<section id="nodes"><h2>Nodes</h2>
${table(
  ['Node', 'Roles', 'Heartbeat', 'Uptime', 'Work', 'Delivery', ''],
  nodes.map((node) => [
    html`${node.name}${node.name === thisNode && html` <small>(this one)</small>`}`,
    node.roles.join(', '),
    nodeState(node),
    ageElement((Date.now() - node.startedAt.getTime()) / 1000, node.startedAt),
    workOf(node),
    deliveryOf(node, head),
    node.silentSeconds > SILENT_SECONDS
      ? actionButton(`/ops/nodes/${encodeURIComponent(node.name)}/forget`, 'Forget')
      : '',
  ]),
)}</section>`;

const figure = (name: string, value: string | number): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;

function queueFigures(queue: OverviewData['queue']): Html {
  if (queue === null || queue === 'away')
    return figure('Queue', queue === null ? 'not on this node' : 'does not answer');
  const { counts, oldestSeconds, paused } = queue;
  const count = (state: string): number => counts[state] ?? 0;
  return html`${figure('Waiting jobs', count('wait') + count('prioritized'))}${figure('Active', count('active'))}${figure('Delayed', count('delayed'))}${figure('Oldest', oldestSeconds === 0 ? '–' : formatAge(oldestSeconds))}${figure('State', paused ? 'paused' : 'running')}`;
}

const queueSection = ({
  queue,
  head,
  epoch,
  pruned,
}: OverviewData): Html => html`<section id="queue"><h2>Queue and log</h2>
<dl class="figures">
${queueFigures(queue)}${figure('Log head', `${epoch}.${head}`)}${pruned !== undefined && figure('oldest update', pruned + 1)}</dl></section>`;

/** The operator page: what is late, what failed, which nodes are stalled, and what can be done about it. */
export function operatorPage(data: OverviewData, node: string, viewer: Authentication): string {
  const problems = findProblems(data);
  const urgent = urgentCount(problems);
  return operatorLayout({
    title: `${urgent > 0 ? `(${urgent}) ` : ''}Dateline operations`,
    at: data.at,
    viewer,
    main: html`${summary(problems)}
${undeliveredSection(data)}
${lateSection(data)}
${failedSection(data)}
${unreadableSection(data)}
${webhooksSection(data)}
${sourcesSection(data)}
${nodesSection(data, node)}
${queueSection(data)}`,
  });
}
