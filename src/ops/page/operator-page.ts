import type { Authentication } from '../../access/principal/key-authenticator.js';
import type { KnownNode } from '../../store/ops/nodes.js';
import type { SubmissionListItem } from '../../store/ops/ops-queries.js';
import type { Source } from '../../store/source/sources.js';
import type { WebhookDetails } from '../../store/webhook/webhooks.js';
import { html, type Html } from '../../core/format/html.js';
import { SILENT_SECONDS, STUCK_SECONDS } from '../state/node-heartbeat.js';
import { actionButton, operatorLayout, ageElement, table } from './operator-layout.js';
import { FAILED_HOURS, LATE_SECONDS, type OverviewData } from '../state/overview.js';
import { formatAge, stuckSeconds, findProblems, type OperatorProblem } from '../state/problems.js';

const INTENTS: Record<SubmissionListItem['intent'], string> = { publish: 'story', patch: 'change by hand', kill: 'kill', erase: 'erasure', reparse: 'page read again', merge: 'merge', split: 'split' };

/** What a submission is called: as its publisher calls the story, cut off where that is long. */
const submissionLink = ({ id, name }: SubmissionListItem): Html => html`<a href="/ops/submissions/${id}">${(name ?? id).slice(0, 80)}</a>`;

function summary(troubles: OperatorProblem[]): Html {
  if (troubles.length === 0) return html`<h1 class="verdict well">All is well</h1>`;
  const grave = troubles.filter((trouble) => trouble.isUrgent).length;
  return html`<h1 class="verdict ${grave > 0 ? 'grave' : 'minor'}">${grave > 0 ? `${grave} ${grave === 1 ? 'thing needs' : 'things need'} you now` : 'Something failed or waits'}</h1>
<ul class="troubles">${troubles.map(({ text, sectionId, isUrgent: isGrave }) => html`<li class="${isGrave ? 'grave' : 'minor'}"><a href="#${sectionId}">${text}</a></li>`)}</ul>`;
}

const undelivered = ({ undelivered }: OverviewData): Html => html`<section id="undelivered"><h2>Oldest correction not delivered</h2>
${
  undelivered === null
    ? html`<p class="none">None: every gateway has given out all corrections and kills.</p>`
    : table(['What', 'Story', 'For', 'Gateway'], [[undelivered.class, html`<a href="/stories/${undelivered.story}">${undelivered.headline ?? 'a story that is killed'}</a>`, ageElement(undelivered.ageSeconds), undelivered.node]])
}</section>`;

const late = (facts: OverviewData): Html => html`<section id="late"><h2>Late</h2>
${
  facts.late.length === 0
    ? html`<p class="none">Nothing waits for longer than ${LATE_SECONDS} s.${facts.undone.count > 0 && ` ${facts.undone.count} under way.`}</p>`
    : table(
        ['What', 'Of', 'Publisher', 'Came', 'Tries'],
        facts.late.map((seen) => [INTENTS[seen.intent], submissionLink(seen), seen.publisher, html`${ageElement(seen.ageSeconds, seen.receivedAt)} ago`, String(seen.attempts)]),
      )
}
${facts.undone.count > facts.late.length && facts.late.length > 0 && html`<p class="more">${facts.undone.count} are not done in all.</p>`}</section>`;

const failed = (facts: OverviewData): Html => html`<section id="failed"><h2>Failed</h2>
${
  facts.failed.length === 0
    ? html`<p class="none">Nothing failed in the last ${FAILED_HOURS} hours.</p>`
    : table(
        ['What', 'Of', 'Publisher', 'Came', 'Why', ''],
        facts.failed.map((seen) => [
          INTENTS[seen.intent],
          submissionLink(seen),
          seen.publisher,
          html`${ageElement(seen.ageSeconds, seen.receivedAt)} ago`,
          html`<code>${seen.error?.code}</code> ${seen.error?.reason}`,
          actionButton(`/ops/submissions/${seen.id}/retry`, 'Retry'),
        ]),
      )
}
${facts.failedCount > facts.failed.length && html`<p class="more">The last ${facts.failed.length} of ${facts.failedCount}.</p>`}</section>`;

const lastAttempt = ({ last }: WebhookDetails): string => (last === null ? '–' : last.error === null ? `${last.status ?? ''}, well` : `${last.status ?? ''} ${last.error}`);

const webhooks = ({ webhooks: hooks, at }: OverviewData): Html | null =>
  hooks.length === 0
    ? null
    : html`<section id="webhooks"><h2>Webhooks</h2>
${table(
  ['To', 'Channel', 'State', 'Behind', 'Last attempt', 'Dead letters', ''],
  hooks.map((hook) => [
    hook.url,
    hook.channel,
    hook.state === 'active' && hook.failingSince === null ? html`<span class="well">active</span>` : html`<strong class="${hook.state === 'paused' ? 'minor' : 'grave'}">${hook.state === 'active' ? 'failing' : hook.state}</strong>`,
    html`${hook.lag}${hook.oldest !== null && html`, ${ageElement((at.getTime() - hook.oldest.getTime()) / 1000, hook.oldest)}`}`,
    lastAttempt(hook),
    String(hook.deadLetters),
    html`${hook.state !== 'active' && actionButton(`/ops/webhooks/${hook.id}/resume`, 'Turn on')} ${hook.deadLetters > 0 && actionButton(`/ops/webhooks/${hook.id}/replay`, 'Send dead letters again')}`,
  ]),
)}</section>`;

const unreadable = ({ unreadable: found, unreadableCount, at }: OverviewData): Html | null =>
  found.length === 0
    ? null
    : html`<section id="unreadable"><h2>Can not be read</h2>
<p>Readers get the place in the log, and none of the content. Publish the story again, or kill it. The next start repairs what can be repaired.</p>
${table(
  ['Story', 'Revision', 'Found'],
  found.map(({ story, revision, foundAt }) => [html`<a href="/stories/${story}">${story}</a>`, String(revision), html`${ageElement((at.getTime() - foundAt.getTime()) / 1000, foundAt)} ago`]),
)}
${unreadableCount > found.length && html`<p class="more">The last ${found.length} of ${unreadableCount}.</p>`}</section>`;

const sourceState = ({ last_error: error, error_streak: streak }: Source): Html =>
  streak === 0 ? html`<span class="well">well</span>` : html`<strong class="${streak > 2 ? 'grave' : 'minor'}">failed ${streak === 1 ? 'once' : `${streak} times`}</strong> <code>${error?.code}</code> ${error?.reason}`;

const sources = ({ sources: watched, sourceCount, at }: OverviewData): Html | null => {
  if (watched.length === 0) return null;
  const ago = (moment: Date | null): Html | string => (moment === null ? '–' : html`${ageElement((at.getTime() - moment.getTime()) / 1000, moment)} ago`);
  const due = ({ next_at: next }: Source): Html | string => (next <= at ? 'due' : html`in ${ageElement((next.getTime() - at.getTime()) / 1000, next)}`);
  return html`<section id="sources"><h2>Sources</h2>
${table(
  ['What', 'Publisher', 'Last look', 'Next', 'Last change', 'Every', 'State'],
  watched.map((source) => [source.url.slice(0, 80), source.publisher, ago(source.last_fetch), due(source), ago(source.last_change), formatAge((source.average_ms ?? source.every_ms) / 1000), sourceState(source)]),
)}
${sourceCount > watched.length && html`<p class="more">The first ${watched.length} of ${sourceCount}: those that fail for longest, then those that are due.</p>`}</section>`;
};

function nodeState(node: KnownNode): Html {
  if (node.silentSeconds > SILENT_SECONDS) return html`<strong class="grave">silent for ${formatAge(node.silentSeconds)}</strong>`;
  if (stuckSeconds(node) > STUCK_SECONDS) return html`<strong class="grave">stuck for ${formatAge(stuckSeconds(node))}</strong>`;
  return html`<span class="well">well</span>, ${formatAge(node.silentSeconds)} ago`;
}

const gatewayOf = ({ figures: { gateway } }: KnownNode, head: number): string =>
  gateway === undefined ? '–' : `${gateway.readers} ${gateway.readers === 1 ? 'reader' : 'readers'}, at ${gateway.position}${gateway.position < head ? ` (${head - gateway.position} behind)` : ''}${gateway.hears ? '' : ', hears nothing'}`;

const workOf = ({ figures: { work } }: KnownNode): string => (work === undefined ? '–' : `${work.underWay} under way, ${work.waiting} wait here`);

const nodes = ({ nodes: known, head }: OverviewData, node: string): Html => html`<section id="nodes"><h2>Nodes</h2>
${table(
  ['Node', 'Roles', 'Last heard', 'Up for', 'Work', 'Delivery', ''],
  known.map((one) => [
    html`${one.name}${one.name === node && html` <small>(this one)</small>`}`,
    one.roles.join(', '),
    nodeState(one),
    ageElement((Date.now() - one.startedAt.getTime()) / 1000, one.startedAt),
    workOf(one),
    gatewayOf(one, head),
    one.silentSeconds > SILENT_SECONDS ? actionButton(`/ops/nodes/${encodeURIComponent(one.name)}/forget`, 'Forget') : '',
  ]),
)}</section>`;

const queue = ({ queue: state, head, epoch, pruned }: OverviewData): Html => html`<section id="queue"><h2>Queue and log</h2>
<dl class="figures">
${
  state === null || state === 'away'
    ? html`<div><dt>Queue</dt><dd>${state === null ? 'not on this node' : 'does not answer'}</dd></div>`
    : html`<div><dt>Jobs wait</dt><dd>${(state.counts['wait'] ?? 0) + (state.counts['prioritized'] ?? 0)}</dd></div>
<div><dt>at work</dt><dd>${state.counts['active'] ?? 0}</dd></div>
<div><dt>try again later</dt><dd>${state.counts['delayed'] ?? 0}</dd></div>
<div><dt>oldest</dt><dd>${state.oldestSeconds === 0 ? '–' : formatAge(state.oldestSeconds)}</dd></div>
<div><dt>State</dt><dd>${state.paused ? 'paused' : 'runs'}</dd></div>`
}
<div><dt>Log</dt><dd>${epoch}.${head}</dd></div>
${pruned !== undefined && html`<div><dt>kept from</dt><dd>${pruned + 1}</dd></div>`}
</dl></section>`;

/** The desk: what is late, what failed, who is stalled, and what can be done about it. */
export function operatorPage(facts: OverviewData, node: string, viewer: Authentication): string {
  const troubles = findProblems(facts);
  const grave = troubles.filter((trouble) => trouble.isUrgent).length;
  return operatorLayout({
    title: `${grave > 0 ? `(${grave}) ` : ''}Dateline desk`,
    at: facts.at,
    viewer,
    main: html`${summary(troubles)}
${undelivered(facts)}
${late(facts)}
${failed(facts)}
${unreadable(facts)}
${webhooks(facts)}
${sources(facts)}
${nodes(facts, node)}
${queue(facts)}`,
  });
}
