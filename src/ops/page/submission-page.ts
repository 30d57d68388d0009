import type { Authentication } from '../../access/principal/key-authenticator.js';
import type { SubmissionDetails } from '../../store/ops/ops-queries.js';
import { html, type Html } from '../../core/format/html.js';
import { actionButton, operatorLayout, ageElement } from './operator-layout.js';

/** So much of what was sent is shown; the rest is a download for who may read it. */
export const MAX_RAW_BYTES = 64 * 1024;

const row = (term: string, value: Html | string | null): Html | null => (value === null ? null : html`<div><dt>${term}</dt><dd>${value}</dd></div>`);

function input({ raw, bytes, contentType }: SubmissionDetails): Html {
  if (raw === null) return html`<p class="none">Withheld: the story was killed.</p>`;
  if (raw.length === 0) return html`<p class="none">No bytes.</p>`;
  return html`<pre class="raw" tabindex="0">${raw.toString('utf8')}</pre>
<p class="more">${bytes > raw.length ? `The first ${raw.length} of ${bytes} bytes` : `${bytes} bytes`}, ${contentType}</p>`;
}

function outcome({ status, error }: SubmissionDetails): Html {
  if (error === null) return html`<p class="status ${status}">${status}</p>`;
  return html`<p class="status ${status}">${status}: <code>${error.code}</code></p><p class="reason">${error.reason}</p>
${error.errors !== undefined && html`<ul>${error.errors.map(({ field, reason }) => html`<li><code>${field}</code> ${reason}</li>`)}</ul>`}`;
}

/** One submission: what became of it, beside the bytes as they came. */
export function submissionPage(seen: SubmissionDetails, viewer: Authentication): string {
  const { id, publisher, intent, name, key, story, attempts, receivedAt, ageSeconds, status } = seen;
  return operatorLayout({
    title: `Submission ${id}`,
    at: new Date(),
    viewer,
    main: html`<h1>Submission</h1>
<div class="beside">
<section><h2>Outcome</h2>
${outcome(seen)}
<dl class="facts">
${row('Id', html`<code>${id}</code>`)}
${row('Kind', intent)}
${row('Publisher', publisher)}
${row('Called', name)}
${row('Came', html`${ageElement(ageSeconds, receivedAt)} ago`)}
${row('Tries that failed', String(attempts))}
${row('Story', story === null ? null : html`<a href="/stories/${story}">${story}</a>`)}
${row('Key', key === null ? null : html`<code>${key}</code>`)}
</dl>
<p class="acts">${status === 'failed' && actionButton(`/ops/submissions/${id}/retry`, 'Retry')}${story !== null && actionButton(`/ops/stories/${story}/reparse`, 'Read the story’s page again')}</p>
</section>
<section><h2>As it was sent</h2>${input(seen)}</section>
</div>`,
  });
}
