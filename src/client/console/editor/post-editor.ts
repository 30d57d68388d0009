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
  sent: (message: string) => void;
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
    private readonly context: EditorContext,
    private readonly unsent: Pick<UnsentText, 'id' | 'post'> & Partial<UnsentText>,
  ) {
    this.base = unsent.post;
    const isPublic = this.base?.state === 'live' || this.base?.state === 'changing';
    this.form = new PostForm(() => this.save(), isPublic, this.base?.correction ?? null);
    this.schedule = new ScheduleField(() => context.api.now());
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
      this.submit();
    });
    this.root.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.submit();
    });
    this.renderActions();
    if (unsent.fields !== undefined && unsent.savedAt !== undefined)
      this.status.textContent = `Your unsent text of ${shortTime(unsent.savedAt)} is restored.`;
  }

  get id(): string {
    return this.unsent.id;
  }

  /** The id of the edited post; null: a new post. */
  get post(): string | null {
    return this.base?.id ?? null;
  }

  focus(): void {
    (this.base === null ? this.form.headline : this.form.text).focus();
  }

  /** Receives the current version of the post, which somebody else may have changed. Null: it was killed. */
  postChanged(story: DeskStory | null): void {
    if (this.base === null || this.sending !== null || this.conflict.hasChildNodes()) return;
    if (story === null) this.offerNewPost('This post was killed by somebody else.');
    else if (story.revision > this.base.revision && !this.rebase({ ...story, story: story.id })) {
      this.showNotice(
        `${story.by ?? 'Somebody'} changed this post at ${shortTime(story.receivedAt)}, while you were writing.`,
        button('See both', () => void this.openConflict(), { name: 'see-both' }),
      );
    }
  }

  private renderActions(): void {
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
        this.renderActions();
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
      () => void openPreview(this.context.api, this.context.blog, this.written(), this.form.correction || null),
      { kind: 'quiet', name: 'preview' },
    );
    const cancel = button(this.base === null ? 'Clear' : 'Cancel', () => this.discard(), {
      kind: 'quiet',
      name: 'cancel',
    });
    this.actions.replaceChildren(...[main, draft, save, toggle, preview, cancel].filter((one) => one !== false));
  }

  private submit(): void {
    if (!this.schedule.isOpen) void this.send({ do: 'publish' });
    else if (this.schedule.value === null) this.showProblems(['Choose a time in the future, or publish now.']);
    else void this.send({ do: 'schedule', at: this.schedule.value });
  }

  private written(): PostContent {
    this.form.extractPictures();
    return contentFromFields(this.form.fields);
  }

  private save(): void {
    const { fields, correction } = this.form;
    const isUnchanged =
      correction === null &&
      (this.base === null ? isBlank(fields) : jsonEqual(contentFromFields(fields), this.base.content));
    if (isUnchanged) {
      deleteUnsent(this.id);
      return;
    }
    const { publisher, blog } = this.context;
    const isSaved = saveUnsent({
      id: this.id,
      publisher,
      blog,
      post: this.base,
      fields,
      note: correction,
      savedAt: Date.now(),
    });
    this.status.textContent = isSaved
      ? ''
      : 'This browser cannot save your text: it is lost if you close the page before you send it.';
  }

  /** Discards the text; asks first if there are changes. */
  private discard(): void {
    const { fields } = this.form;
    const hasChanges = this.base === null ? !isBlank(fields) : !jsonEqual(contentFromFields(fields), this.base.content);
    if (!hasChanges) this.finish();
    else {
      const confirm = button('Discard', () => this.finish(), { kind: 'danger', name: 'really' });
      this.showNotice(
        'Discard your text?',
        confirm,
        button('Keep writing', () => this.showNotice(null), { name: 'keep' }),
      );
      confirm.focus();
    }
  }

  private finish(): void {
    this.sending?.abort();
    deleteUnsent(this.id);
    this.context.closed();
  }

  private showProblems(problems: readonly string[]): void {
    this.problems.replaceChildren(...problems.map((problem) => el('li', {}, problem)));
  }

  private showNotice(message: string | null, ...actions: HTMLElement[]): void {
    this.notice.hidden = message === null;
    this.notice.replaceChildren(...(message === null ? [] : [el('p', {}, message), ...actions]));
  }

  private async send(intent: PublishIntent): Promise<void> {
    if (this.sending !== null) return;
    const written = this.written();
    const { correction } = this.form;
    const problems =
      intent.do === 'draft'
        ? written.media.flatMap(({ url }, i) => (isUrl(url ?? '') ? [] : [`Picture ${i + 1} has no address.`]))
        : missingParts(written);
    if (correction === '') problems.push('A correction needs a note: say what was wrong.');
    this.showProblems(problems);
    if (problems.length > 0) {
      if (correction === '') this.form.note.focus();
      return;
    }
    const request = postRequest({
      id: this.id,
      blog: this.context.blog,
      base: this.base,
      written,
      correction,
      intent,
      now: this.context.api.now(),
    });
    if (request === null) {
      this.showProblems(['Nothing has changed.']);
      return;
    }
    const sending = (this.sending = new AbortController());
    this.save();
    this.form.root.disabled = true;
    this.conflict.replaceChildren();
    this.status.textContent = 'Sending…';
    this.actions.replaceChildren(button('Stop sending', () => sending.abort(), { name: 'stop' }));
    const response = await this.context.api.requestWithRetry<{ status: string }>(
      request,
      (message) => (this.status.textContent = message ?? 'Sending…'),
      sending.signal,
    );
    this.sending = null;
    this.form.root.disabled = false;
    this.renderActions();
    this.status.textContent = '';
    if (response === null)
      this.status.textContent = 'Stopped. Your text is saved. If you send it again, it stays one post.';
    else if (response.body !== null) {
      deleteUnsent(this.id);
      this.context.sent(
        intent.do === 'publish'
          ? this.base?.state === 'live'
            ? 'The change is published.'
            : 'Published.'
          : intent.do === 'draft'
            ? 'Saved as a draft.'
            : `Scheduled for ${shortTime(intent.at)}.`,
      );
    } else if (response.code === 'revision_conflict') await this.resolveConflict(intent, written);
    else if (response.code === 'killed') this.offerNewPost('This post was killed meanwhile.');
    else this.showProblems([`Not sent: ${response.reason} Your text is saved here.`]);
  }

  /** Somebody else changed the post. If their change leaves the text as it was, sends again; else shows both texts. */
  private async resolveConflict(intent: PublishIntent, mine: PostContent): Promise<void> {
    const theirs = await this.latest();
    if (theirs === null) return;
    // The response to an earlier attempt was lost: the server already has this text.
    if (sameText(contentFromFields(fieldsFromContent(theirs)), mine) && !this.rebase(theirs))
      this.base = this.basedOn(theirs);
    if (this.base?.revision === theirs.revision || this.rebase(theirs)) await this.send(intent);
    else this.showConflict(theirs);
  }

  private async latest(): Promise<DeskRevision | null> {
    const { body, reason } = await this.context.api.request<{ revisions: DeskRevision[] }>({
      path: `/v1/desk/${this.base?.id ?? ''}/revisions`,
    });
    if (body === null)
      this.showProblems([
        `Somebody else changed this post, and their text cannot be loaded right now: ${reason} Yours is saved here.`,
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
      state: stateOf(theirs, this.context.api.now()),
      content: contentFromFields(fieldsFromContent(theirs)),
    };
  }

  /** Takes over changes besides the text (pins, key events). False if the text changed. */
  private rebase(theirs: DeskRevision): boolean {
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
    this.renderActions();
    return true;
  }

  private async openConflict(): Promise<void> {
    const theirs = await this.latest();
    if (theirs !== null) this.showConflict(theirs);
  }

  private showConflict(theirs: DeskRevision): void {
    this.showNotice(null);
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
      // The editor's text gets an id of its own, so that it can be continued later.
      const { publisher, blog } = this.context;
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
      this.status.textContent = 'This is their text. Yours is saved under “Not sent yet”.';
      this.context.setAside();
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
      this.save();
      this.status.textContent =
        both === 0
          ? 'Merged. Check the text, then publish.'
          : `Merged. In ${both === 1 ? 'one place' : `${both} places`} you both changed the same text: their paragraph comes first, then yours. Check the text, then publish.`;
      this.focus();
    }
    this.renderActions();
    if (choice === 'mine')
      void this.send(
        next.state === 'scheduled' && next.embargoedUntil !== null
          ? { do: 'schedule', at: next.embargoedUntil }
          : { do: next.state === 'draft' ? 'draft' : 'publish' },
      );
  }

  private offerNewPost(message: string): void {
    this.showNotice(
      `${message} Your text is saved here.`,
      button(
        'Make it a new post',
        () => {
          this.base = null;
          this.save();
          this.showNotice(null);
          this.renderActions();
        },
        { name: 'as-new' },
      ),
    );
  }
}
