// The editor of one post. It saves the text in the browser at every change, sends it exactly once, and detects
// concurrent edits.
import { v4 as uuidv4 } from 'uuid';
import { instantMs } from '../../../core/instant.js';
import type { DeskRevision, DeskStory } from '../../../core/story/desk-view.js';
import { jsonEqual } from '../../../core/text/json-equal.js';
import { conflictPanel, type Choice } from './conflict-panel.js';
import type { DeskApi } from '../api/desk-api.js';
import { button, el } from '../view/dom.js';
import { mergeParagraphs, mergeValue } from './merge.js';
import {
  fieldsFromContent,
  isBlank,
  missingParts,
  sameText,
  contentFromFields,
  type PostContent,
} from './post-content.js';
import { PostForm } from './post-form.js';
import { postRequest, type PublishIntent } from './post-request.js';
import { openPreview } from './preview.js';
import { ScheduleField } from './schedule-field.js';
import { shortTime } from '../view/times.js';
import type { BaseRevision } from './base-revision.js';
import { deleteUnsent, saveUnsent, type UnsentText } from './unsent-text.js';
import { isUrl } from '../../../core/text/is-url.js';

/** `sent` gets the outcome as a message; `setAside` runs after a text was set aside as unsent. */
export type EditorContext = {
  api: DeskApi;
  publisher: string;
  blog: string;
  sent: (words: string) => void;
  closed: () => void;
  setAside: () => void;
};

const stateOf = ({ pubStatus, embargoedUntil }: DeskRevision, now: Date): BaseRevision['state'] =>
  pubStatus === 'withheld'
    ? 'draft'
    : embargoedUntil !== null && instantMs(embargoedUntil) > now.getTime()
      ? 'scheduled'
      : 'live';

export class PostEditor {
  readonly root: HTMLFormElement;
  private readonly form: PostForm;
  private readonly schedule: ScheduleField;
  private readonly status = el('p', { class: 'status', role: 'status' });
  private readonly problems = el('ul', { class: 'problems', role: 'alert' });
  private readonly notice = el('div', { class: 'notice', role: 'status', hidden: true });
  private readonly conflict = el('div');
  private readonly actions = el('div', { class: 'actions' });
  private base: BaseRevision | null;
  private sending: AbortController | null = null;

  constructor(
    private readonly host: EditorContext,
    private readonly unsent: Pick<UnsentText, 'id' | 'post'> & Partial<UnsentText>,
  ) {
    this.base = unsent.post;
    const seen = this.base?.state === 'live' || this.base?.state === 'changing';
    this.form = new PostForm(() => this.keep(), seen, this.base?.correction ?? null);
    this.schedule = new ScheduleField(() => host.api.now());
    const fields = unsent.fields ?? (this.base === null ? undefined : fieldsFromContent(this.base.content));
    if (fields !== undefined) this.form.fields = fields;
    if (unsent.note != null) this.form.correction = unsent.note;
    this.root = el(
      'form',
      {
        method: 'post',
        novalidate: true,
        class: 'editor',
        'aria-label': this.base === null ? 'New post' : `Edit: ${this.base.content.headline}`,
      },
      this.notice,
      this.form.root,
      this.schedule.root,
      this.problems,
      this.conflict,
      this.status,
      this.actions,
    );
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.act();
    });
    this.root.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.act();
    });
    this.drawActions();
    if (unsent.fields !== undefined && unsent.savedAt !== undefined)
      this.status.textContent = `Your text of ${shortTime(unsent.savedAt)} is here again; it was not sent yet.`;
  }

  get id(): string {
    return this.unsent.id;
  }

  /** The post that is being changed; null: a new one. */
  get post(): string | null {
    return this.base?.id ?? null;
  }

  focus(): void {
    (this.base === null ? this.form.headline : this.form.text).focus();
  }

  /** The post as it stands now: somebody else may have changed it. Null: it was killed. */
  postChanged(story: DeskStory | null): void {
    if (this.base === null || this.sending !== null || this.conflict.hasChildNodes()) return;
    if (story === null) this.orphaned('This post was killed by somebody else.');
    else if (story.revision > this.base.revision && !this.rebased({ ...story, story: story.id })) {
      this.tell(
        `${story.by ?? 'Somebody'} changed this post at ${shortTime(story.receivedAt)}, while you were writing.`,
        button('See both', () => void this.openConflict(), { name: 'see-both' }),
      );
    }
  }

  private drawActions(): void {
    const state = this.base?.state ?? null;
    const main = el(
      'button',
      { type: 'submit', class: 'main', title: 'Ctrl+Enter' },
      state === 'live' ? 'Publish the change' : 'Publish',
    );
    const scheduled = this.schedule.isOpen;
    if (scheduled) main.textContent = 'Schedule';
    const toggle = button(
      scheduled ? 'Don’t schedule' : 'Schedule…',
      () => {
        if (this.schedule.isOpen) this.schedule.close();
        else this.schedule.open(this.base?.embargoedUntil ?? null);
        this.drawActions();
      },
      { name: 'schedule' },
    );
    const draft =
      (state === null || state === 'draft') &&
      button('Save as draft', () => void this.send({ do: 'draft' }), { name: 'draft' });
    const save =
      state === 'scheduled' &&
      !scheduled &&
      button('Save, time unchanged', () => void this.send({ do: 'schedule', at: this.base?.embargoedUntil ?? '' }), {
        name: 'save-scheduled',
      });
    const preview = button(
      'Preview',
      () => void openPreview(this.host.api, this.host.blog, this.written(), this.form.correction || null),
      { kind: 'quiet', name: 'preview' },
    );
    const cancel = button(this.base === null ? 'Clear' : 'Cancel', () => this.discard(), {
      kind: 'quiet',
      name: 'cancel',
    });
    this.actions.replaceChildren(...[main, draft, save, toggle, preview, cancel].filter((one) => one !== false));
  }

  private act(): void {
    if (!this.schedule.isOpen) void this.send({ do: 'publish' });
    else if (this.schedule.value === null) this.complain(['Set a time to come, or publish now.']);
    else void this.send({ do: 'schedule', at: this.schedule.value });
  }

  private written(): PostContent {
    this.form.lift();
    return contentFromFields(this.form.fields);
  }

  private keep(): void {
    const { fields, correction } = this.form;
    const nothing =
      correction === null &&
      (this.base === null ? isBlank(fields) : jsonEqual(contentFromFields(fields), this.base.content));
    if (nothing) {
      deleteUnsent(this.id);
      return;
    }
    const { publisher, blog } = this.host;
    const kept = saveUnsent({
      id: this.id,
      publisher,
      blog,
      post: this.base,
      fields,
      note: correction,
      savedAt: Date.now(),
    });
    this.status.textContent = kept
      ? ''
      : 'This browser keeps no text: what you write is lost if the page is closed before it is sent.';
  }

  /** Gives up what was written, after a question where there is something to lose. */
  private discard(): void {
    const { fields } = this.form;
    const loses = this.base === null ? !isBlank(fields) : !jsonEqual(contentFromFields(fields), this.base.content);
    if (!loses) this.finish();
    else {
      const really = button('Throw it away', () => this.finish(), { kind: 'danger', name: 'really' });
      this.tell(
        'Throw away what you wrote?',
        really,
        button('Keep writing', () => this.tell(null), { name: 'keep' }),
      );
      really.focus();
    }
  }

  private finish(): void {
    this.sending?.abort();
    deleteUnsent(this.id);
    this.host.closed();
  }

  private complain(problems: readonly string[]): void {
    this.problems.replaceChildren(...problems.map((words) => el('li', {}, words)));
  }

  private tell(words: string | null, ...offers: HTMLElement[]): void {
    this.notice.hidden = words === null;
    this.notice.replaceChildren(...(words === null ? [] : [el('p', {}, words), ...offers]));
  }

  private async send(intent: PublishIntent): Promise<void> {
    if (this.sending !== null) return;
    const written = this.written();
    const { correction } = this.form;
    const problems =
      intent.do === 'draft'
        ? written.media.flatMap(({ url }, i) => (isUrl(url ?? '') ? [] : [`Picture ${i + 1} has no address.`]))
        : missingParts(written);
    if (correction === '') problems.push('A correction needs its note: say what was wrong.');
    this.complain(problems);
    if (problems.length > 0) {
      if (correction === '') this.form.note.focus();
      return;
    }
    const ask = postRequest({
      id: this.id,
      blog: this.host.blog,
      base: this.base,
      written,
      correction,
      intent,
      now: this.host.api.now(),
    });
    if (ask === null) {
      this.complain(['Nothing was changed.']);
      return;
    }
    const sending = (this.sending = new AbortController());
    this.keep();
    this.form.root.disabled = true;
    this.conflict.replaceChildren();
    this.status.textContent = 'Sending…';
    this.actions.replaceChildren(button('Stop, and go on writing', () => sending.abort(), { name: 'stop' }));
    const reply = await this.host.api.requestWithRetry<{ status: string }>(
      ask,
      (words) => (this.status.textContent = words ?? 'Sending…'),
      sending.signal,
    );
    this.sending = null;
    this.form.root.disabled = false;
    this.drawActions();
    this.status.textContent = '';
    if (reply === null) this.status.textContent = 'Stopped. Your text is kept here; sent again, it is still one post.';
    else if (reply.body !== null) {
      deleteUnsent(this.id);
      this.host.sent(
        intent.do === 'publish'
          ? this.base?.state === 'live'
            ? 'The change is published.'
            : 'Published.'
          : intent.do === 'draft'
            ? 'Kept as a draft.'
            : `Scheduled for ${shortTime(intent.at)}.`,
      );
    } else if (reply.code === 'revision_conflict') await this.raced(intent, written);
    else if (reply.code === 'killed') this.orphaned('This post was killed meanwhile.');
    else this.complain([`Not sent: ${reply.reason} Your text is kept here.`]);
  }

  /** The post moved on under the text: where that was no matter of text, it is sent again; else both are shown. */
  private async raced(intent: PublishIntent, mine: PostContent): Promise<void> {
    const theirs = await this.latest();
    if (theirs === null) return;
    // The answer to an earlier try was lost: what stands there is this very text.
    if (sameText(contentFromFields(fieldsFromContent(theirs)), mine) && !this.rebased(theirs))
      this.base = this.basedOn(theirs);
    if (this.base?.revision === theirs.revision || this.rebased(theirs)) await this.send(intent);
    else this.showConflict(theirs);
  }

  private async latest(): Promise<DeskRevision | null> {
    const { body, reason } = await this.host.api.request<{ revisions: DeskRevision[] }>({
      path: `/v1/desk/${this.base?.id ?? ''}/revisions`,
    });
    if (body === null)
      this.complain([
        `Somebody else changed this post meanwhile, and their text can’t be had right now: ${reason} Yours is kept here.`,
      ]);
    return body?.revisions[0] ?? null;
  }

  private basedOn(theirs: DeskRevision): BaseRevision {
    const { story: id, revision, embargoedUntil, correction } = theirs;
    return {
      id,
      revision,
      embargoedUntil,
      correction,
      state: stateOf(theirs, this.host.api.now()),
      content: contentFromFields(fieldsFromContent(theirs)),
    };
  }

  /** Takes what else changed (pins, key events) where the text did not; false where it did. */
  private rebased(theirs: DeskRevision): boolean {
    const { base } = this;
    const next = this.basedOn(theirs);
    if (base === null || !sameText(base.content, next.content)) return false;
    const { fields } = this.form;
    const same = (a: boolean, b: boolean): boolean => a === b;
    this.form.fields = {
      ...fields,
      keyEvent: mergeValue(base.content.keyEvent, fields.keyEvent, theirs.keyEvent, same),
      pinned: mergeValue(base.content.pinned, fields.pinned, theirs.pinned, same),
    };
    this.base = next;
    this.drawActions();
    return true;
  }

  private async openConflict(): Promise<void> {
    const theirs = await this.latest();
    if (theirs !== null) this.showConflict(theirs);
  }

  private showConflict(theirs: DeskRevision): void {
    this.tell(null);
    const panel = conflictPanel({ mine: this.written(), theirs, choose: (choice) => this.choose(choice, theirs) });
    this.conflict.replaceChildren(panel);
    panel.focus();
  }

  private choose(choice: Choice, theirs: DeskRevision): void {
    const { base } = this;
    const mine = this.written();
    const next = this.basedOn(theirs);
    this.base = next;
    this.conflict.replaceChildren();
    if (choice === 'theirs') {
      // Mine goes aside under an id of its own, as a text that can be taken up again.
      const { publisher, blog } = this.host;
      saveUnsent({
        id: uuidv4(),
        publisher,
        blog,
        post: next,
        fields: this.form.fields,
        note: this.form.correction,
        savedAt: Date.now(),
      });
      this.form.fields = fieldsFromContent(next.content);
      deleteUnsent(this.id);
      this.status.textContent = 'This is their text. Yours is kept aside, under “Not sent yet”.';
      this.host.setAside();
    } else if (choice === 'merge' && base !== null) {
      const { body, both } = mergeParagraphs(base.content.body, mine.body, next.content.body);
      const { content: was } = base;
      const byline = mergeValue(was.byline, mine.byline, next.content.byline, jsonEqual) ?? '';
      this.form.fields = {
        ...this.form.fields,
        headline: mergeValue(was.headline, mine.headline, next.content.headline, jsonEqual),
        byline,
        media: mergeValue(was.media, mine.media, next.content.media, jsonEqual),
      };
      this.form.body = body;
      this.keep();
      this.status.textContent =
        both === 0
          ? 'Both are in the text now. Read it, then publish.'
          : `Both are in the text now. In ${both === 1 ? 'one place' : `${both} places`} both of you changed the same: their paragraph stands first, yours after it. Read it, then publish.`;
      this.focus();
    }
    this.drawActions();
    if (choice === 'mine')
      void this.send(
        next.state === 'scheduled' && next.embargoedUntil !== null
          ? { do: 'schedule', at: next.embargoedUntil }
          : { do: next.state === 'draft' ? 'draft' : 'publish' },
      );
  }

  private orphaned(words: string): void {
    this.tell(
      `${words} Your text is kept here.`,
      button(
        'Make it a new post',
        () => {
          this.base = null;
          this.keep();
          this.tell(null);
          this.drawActions();
        },
        { name: 'as-new' },
      ),
    );
  }
}
