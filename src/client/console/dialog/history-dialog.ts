// A post's history: who did what and when, what it changed sentence by sentence, and the way back to an earlier text.
import type { ChangeClass } from '../../../core/story/change.js';
import type { DeskRevision } from '../../../core/story/desk-view.js';
import { inlineDiff } from '../editor/text-diff.js';
import type { DeskApi } from '../api/desk-api.js';
import { button, el, openDialog } from '../view/dom.js';
import { sameText } from '../editor/post-content.js';
import { formatInstant, shortTime } from '../view/times.js';

const CLASSES: Record<ChangeClass, string> = { first: 'Written', stamp: 'New time stamp', refile: 'Small fix', update: 'Updated', correction: 'Corrected', headline: 'New headline', status: 'Status changed', kill: 'Killed' };
const STATUS: Record<string, string> = { withheld: 'Kept as a draft', usable: 'Published', canceled: 'Killed' };

/** What else changed, in words. */
function besides(before: DeskRevision | undefined, after: DeskRevision): string[] {
  const said: string[] = [];
  if (after.pubStatus !== (before?.pubStatus ?? 'usable')) said.push(STATUS[after.pubStatus] ?? after.pubStatus);
  if (after.embargoedUntil !== (before?.embargoedUntil ?? null)) said.push(after.embargoedUntil === null ? 'Schedule taken off' : `Scheduled for ${shortTime(after.embargoedUntil)}`);
  if (after.pinned !== (before?.pinned ?? false)) said.push(after.pinned ? 'Pinned' : 'Unpinned');
  if (after.keyEvent !== (before?.keyEvent ?? false)) said.push(after.keyEvent ? 'Marked as a key event' : 'No key event any more');
  if (after.correction !== (before?.correction ?? null)) said.push(after.correction === null ? 'Correction note taken off' : `Correction note: ${after.correction}`);
  if (before !== undefined && JSON.stringify(after.media) !== JSON.stringify(before.media)) said.push('Pictures changed');
  if (before !== undefined && after.byline !== before.byline) said.push(`Writer: ${after.byline ?? 'none'}`);
  return said;
}

export type HistoryOptions = { api: DeskApi; id: string; headline: string; restored: () => void };

export async function openHistory({ api, id, headline, restored }: HistoryOptions): Promise<void> {
  const status = el('p', { class: 'status', role: 'status' }, 'Loading…');
  const content = el('div', { class: 'history' });
  const dialog = openDialog(`History: ${headline}`, status, content);
  dialog.classList.add('wide');
  const stop = new AbortController();
  dialog.addEventListener('close', () => stop.abort());
  await load();

  async function load(): Promise<void> {
    const { body, reason } = await api.request<{ revisions: DeskRevision[] }>({ path: `/v1/desk/${id}/revisions` }, stop.signal);
    if (stop.signal.aborted) return;
    status.textContent = body === null ? `No history: ${reason}` : '';
    if (body !== null) content.replaceChildren(el('ol', { reversed: true }, ...body.revisions.map((revision, i) => entry(revision, body.revisions[i + 1], body.revisions[0]))));
  }

  function entry(revision: DeskRevision, before: DeskRevision | undefined, latest: DeskRevision | undefined): HTMLElement {
    const said = besides(before, revision);
    const changed = before === undefined || before.headline !== revision.headline || before.body.join('\n') !== revision.body.join('\n');
    // A change of nothing but its standing is called by that.
    const [first] = said;
    const [title, rest] = revision.change.class === 'status' && first !== undefined ? [first, said.slice(1)] : [CLASSES[revision.change.class], said];
    const isOld = latest !== undefined && latest.revision !== revision.revision && !sameText(latest, revision);
    return el(
      'li',
      { value: String(revision.revision), 'data-revision': String(revision.revision) },
      el('p', { class: 'what' }, el('strong', {}, title), ` by ${revision.by ?? 'a source'}, `, el('time', { datetime: revision.receivedAt }, shortTime(revision.receivedAt)), revision === latest && el('span', { class: 'badge' }, 'now')),
      rest.length > 0 && el('p', { class: 'hint' }, rest.join(' · ')),
      changed && inlineDiff(before ?? revision, revision),
      isOld && latest !== undefined && button('Restore this text', () => void restore(revision, latest), { name: 'restore', label: `Restore the text of revision ${revision.revision}` }),
    );
  }

  async function restore({ headline: old, byline, body, media, revision }: DeskRevision, latest: DeskRevision): Promise<void> {
    for (const control of content.querySelectorAll('button')) control.disabled = true;
    const patch = { headline: old, byline, body, media, versionCreated: formatInstant(api.now()) };
    const reply = await api.requestWithRetry({ method: 'PATCH', path: `/v1/stories/${id}`, body: patch, headers: { 'if-match': `"${latest.revision}"` } }, (words) => (status.textContent = words), stop.signal);
    if (reply === null) return;
    await load();
    if (reply.body === null) status.textContent = reply.code === 'revision_conflict' ? 'Somebody changed the post just now: look at the newest text, and restore again if you still want to.' : `Not restored: ${reply.reason}`;
    else {
      status.textContent = `The text of revision ${revision} is back, as a new revision.`;
      restored();
    }
  }
}
