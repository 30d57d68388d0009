import type { Authentication } from '../../access/principal/key-authenticator.js';
import { html, type Html } from '../../core/format/html.js';
import type { SubmissionDetails } from '../../store/ops/ops-queries.js';
import { actionButton, ageElement, operatorLayout } from './operator-layout.js';

/** Bytes of the submission shown inline. */
export const MAX_RAW_BYTES = 64 * 1024;

const row = (term: string, value: Html | string | null): Html | null =>
  value === null ? null : html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

function content({ raw, bytes, contentType }: SubmissionDetails): Html {
  if (raw === null) return html`<p class="none">Withheld: the story was killed.</p>`;
  if (raw.length === 0) return html`<p class="none">Empty.</p>`;
  return html`<pre class="raw" tabindex="0">${raw.toString('utf8')}</pre>
<p class="more">${bytes > raw.length ? `The first ${raw.length} of ${bytes} bytes` : `${bytes} bytes`}, ${contentType}</p>`;
}

function outcome({ status, error }: SubmissionDetails): Html {
  if (error === null) return html`<p class="status ${status}">${status}</p>`;
  return html`<p class="status ${status}">${status}: <code>${error.code}</code></p><p class="reason">${error.reason}</p>
${error.errors !== undefined && html`<ul>${error.errors.map(({ field, reason }) => html`<li><code>${field}</code> ${reason}</li>`)}</ul>`}`;
}

/** One submission: its outcome beside its content. */
export function submissionPage(submission: SubmissionDetails, viewer: Authentication): string {
  const { id, publisher, intent, name, key, story, attempts, receivedAt, ageSeconds, status } = submission;
  return operatorLayout({
    title: `Submission ${id}`,
    at: new Date(),
    viewer,
    main: html`<h1>Submission</h1>
<div class="beside">
<section><h2>Outcome</h2>
${outcome(submission)}
<dl class="facts">
${row('Id', html`<code>${id}</code>`)}
${row('Type', intent)}
${row('Publisher', publisher)}
${row('Name', name)}
${row('Received', html`${ageElement(ageSeconds, receivedAt)} ago`)}
${row('Failed attempts', String(attempts))}
${row('Story', story === null ? null : html`<a href="/stories/${story}">${story}</a>`)}
${row('Story key', key === null ? null : html`<code>${key}</code>`)}
</dl>
<p class="actions">${status === 'failed' && actionButton(`/ops/submissions/${id}/retry`, 'Retry')}${story !== null && actionButton(`/ops/stories/${story}/reparse`, 'Parse the latest page again')}</p>
</section>
<section><h2>Content</h2>${content(submission)}</section>
</div>`,
  });
}
