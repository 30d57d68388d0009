// A post's history: who changed what and when, sentence by sentence, and a button to restore an earlier text.
import type { ChangeClass } from '../../../core/story/change.js';
import type { DeskRevision } from '../../../core/story/desk-view.js';
import type { DeskApi } from '../api/desk-api.js';
import { sameText } from '../editor/post-content.js';
import { inlineDiff } from '../editor/text-diff.js';
import { button, el, openDialog } from '../view/dom.js';
import { formatSeconds, shortTime } from '../view/times.js';

const CLASS_LABELS: Record<ChangeClass, string> = {
  first: 'Written',
  stamp: 'New time stamp',
  refile: 'Small fix',
  update: 'Updated',
  correction: 'Corrected',
  headline: 'New headline',
  status: 'Status changed',
  kill: 'Killed',
};
const STATUS_LABELS: Record<string, string> = { withheld: 'Saved as a draft', usable: 'Published', canceled: 'Killed' };

const CONFLICT = 'Somebody has just changed the post. Read the newest text, then restore again if you still want to.';

/** The changes besides the text; `before` is undefined for the first revision. */
function otherChanges(before: DeskRevision | undefined, after: DeskRevision): string[] {
  const { pubStatus, embargoedUntil, pinned, keyEvent, correction, media, byline } = after;
  const changes: string[] = [];
  if (pubStatus !== (before?.pubStatus ?? 'usable')) changes.push(STATUS_LABELS[pubStatus] ?? pubStatus);
  if (embargoedUntil !== (before?.embargoedUntil ?? null)) {
    changes.push(embargoedUntil === null ? 'Schedule removed' : `Scheduled for ${shortTime(embargoedUntil)}`);
  }
  if (pinned !== (before?.pinned ?? false)) changes.push(pinned ? 'Pinned' : 'Unpinned');
  if (keyEvent !== (before?.keyEvent ?? false)) {
    changes.push(keyEvent ? 'Marked as a key event' : 'No longer a key event');
  }
  if (correction !== (before?.correction ?? null)) {
    changes.push(correction === null ? 'Correction note removed' : `Correction note: ${correction}`);
  }
  if (before === undefined) return changes;
  if (JSON.stringify(media) !== JSON.stringify(before.media)) changes.push('Pictures changed');
  if (byline !== before.byline) changes.push(`Writer: ${byline ?? 'none'}`);
  return changes;
}

export type HistoryOptions = { api: DeskApi; id: string; headline: string; restored: () => void };

export async function openHistory({ api, id, headline, restored }: HistoryOptions): Promise<void> {
  const status = el('p', { class: 'status', role: 'status' }, 'Loading…');
  const content = el('div', { class: 'history' });
  const dialog = openDialog(`History: ${headline}`, status, content);
  dialog.classList.add('wide');
  const closer = new AbortController();
  dialog.addEventListener('close', () => closer.abort());
  await load();

  async function load(): Promise<void> {
    const path = `/v1/desk/${id}/revisions`;
    const { body, reason } = await api.request<{ revisions: DeskRevision[] }>({ path }, closer.signal);
    if (closer.signal.aborted) return;
    status.textContent = body === null ? `Could not load the history: ${reason}` : '';
    if (body === null) return;
    const { revisions } = body;
    const entries = revisions.map((revision, i) => entry(revision, revisions[i + 1], revisions[0]));
    content.replaceChildren(el('ol', { reversed: true }, ...entries));
  }

  function entry(
    revision: DeskRevision,
    before: DeskRevision | undefined,
    latest: DeskRevision | undefined,
  ): HTMLElement {
    const changes = otherChanges(before, revision);
    const isTextChanged =
      before === undefined ||
      before.headline !== revision.headline ||
      before.body.join('\n') !== revision.body.join('\n');
    const [first, ...others] = changes;
    // If only the status changed, its name is the title.
    const hasStatusTitle = revision.change.class === 'status' && first !== undefined;
    const title = hasStatusTitle ? first : CLASS_LABELS[revision.change.class];
    const details = hasStatusTitle ? others : changes;
    const canRestore = latest !== undefined && latest.revision !== revision.revision && !sameText(latest, revision);
    const label = `Restore the text of revision ${revision.revision}`;
    return el(
      'li',
      { value: String(revision.revision), 'data-revision': String(revision.revision) },
      el(
        'p',
        { class: 'what' },
        el('strong', {}, title),
        ` by ${revision.by ?? 'a source'}, `,
        el('time', { datetime: revision.receivedAt }, shortTime(revision.receivedAt)),
        revision === latest && el('span', { class: 'badge' }, 'now'),
      ),
      details.length > 0 && el('p', { class: 'hint' }, details.join(' · ')),
      isTextChanged && inlineDiff(before ?? revision, revision),
      canRestore && button('Restore this text', () => void restore(revision, latest), { name: 'restore', label }),
    );
  }

  async function restore(old: DeskRevision, latest: DeskRevision): Promise<void> {
    for (const control of content.querySelectorAll('button')) control.disabled = true;
    const { byline, body, media } = old;
    const response = await api.requestWithRetry(
      {
        method: 'PATCH',
        path: `/v1/stories/${id}`,
        body: { headline: old.headline, byline, body, media, versionCreated: formatSeconds(api.now()) },
        headers: { 'if-match': `"${latest.revision}"` },
      },
      (message) => (status.textContent = message),
      closer.signal,
    );
    if (response === null) return;
    await load();
    if (response.body !== null) {
      status.textContent = `The text of revision ${old.revision} is restored as a new revision.`;
      restored();
    } else status.textContent = response.code === 'revision_conflict' ? CONFLICT : `Not restored: ${response.reason}`;
  }
}
