// The form with the fields of a post.
import { extractPictures as picturesFromText, joinParagraphs } from '../view/block-text.js';
import { checkbox, el, labelled } from '../view/dom.js';
import { MediaFields } from './media-fields.js';
import { pastedPlain, pastedText } from './pasted-text.js';
import type { PostFields } from './post-content.js';
import { foldSpace } from '../../../core/text/fold-space.js';

const MIN_ROWS = 5;
const MAX_ROWS = 24;

export class PostForm {
  readonly headline = el('input', {
    type: 'text',
    name: 'headline',
    maxlength: '1000',
    autocomplete: 'off',
    dir: 'auto',
  });
  readonly text = el('textarea', { name: 'text', rows: String(MIN_ROWS), dir: 'auto', spellcheck: 'true' });
  readonly note = el('input', {
    type: 'text',
    name: 'correction',
    maxlength: '2000',
    autocomplete: 'off',
    dir: 'auto',
  });
  private readonly byline = el('input', {
    type: 'text',
    name: 'byline',
    maxlength: '500',
    autocomplete: 'off',
    dir: 'auto',
  });
  private readonly media: MediaFields;
  private readonly keyEvent: ReturnType<typeof checkbox>;
  private readonly pinned: ReturnType<typeof checkbox>;
  private readonly corrects: ReturnType<typeof checkbox>;
  private readonly noteField: HTMLElement;
  readonly root: HTMLFieldSetElement;

  /** `canCorrect`: readers have seen the post, so a change may be a correction. */
  constructor(
    private readonly changed: () => void,
    canCorrect: boolean,
    earlierNote: string | null,
  ) {
    this.media = new MediaFields(changed);
    this.keyEvent = checkbox('Key event', false, changed);
    this.pinned = checkbox('Pin to the top', false, changed);
    this.noteField = labelled(
      'What was wrong, for readers',
      this.note,
      earlierNote === null
        ? 'Shown above the post: “An earlier version gave the wrong …”'
        : `Replaces: “${earlierNote}”`,
    );
    this.noteField.hidden = true;
    this.corrects = checkbox('This corrects an error', false, () => {
      this.noteField.hidden = !this.corrects.box.checked;
      if (this.corrects.box.checked) this.note.focus();
      changed();
    });
    for (const control of [this.headline, this.byline, this.note]) control.addEventListener('input', changed);
    this.text.addEventListener('input', (event) => {
      if (event instanceof InputEvent && /^insert(LineBreak|Paragraph|FromPaste)/.test(event.inputType))
        this.extractPictures();
      this.fitHeight();
      changed();
    });
    this.text.addEventListener('blur', () => this.extractPictures());
    this.text.addEventListener('paste', (event) => this.paste(event));
    this.root = el(
      'fieldset',
      { class: 'fields' },
      labelled('Headline', this.headline),
      labelled(
        'Text',
        this.text,
        'Blank line: new paragraph. **bold** _emphasis_ [words](https://…) Picture: ![what it shows](https://… "caption")',
      ),
      this.media.root,
      el(
        'div',
        { class: 'row' },
        labelled('Writer', this.byline),
        el('div', { class: 'checks' }, this.keyEvent.root, this.pinned.root, canCorrect && this.corrects.root),
      ),
      this.noteField,
    );
  }

  get fields(): PostFields {
    return {
      headline: this.headline.value,
      byline: this.byline.value,
      text: this.text.value,
      media: this.media.value.map((item) => ({ ...item })),
      keyEvent: this.keyEvent.box.checked,
      pinned: this.pinned.box.checked,
    };
  }

  set fields({ headline, byline, text, media, keyEvent, pinned }: PostFields) {
    [this.headline.value, this.byline.value, this.text.value] = [headline, byline, text];
    this.media.value = media;
    [this.keyEvent.box.checked, this.pinned.box.checked] = [keyEvent, pinned];
    this.fitHeight();
  }

  /** The correction note; null: no correction; empty: a correction without a note yet. */
  get correction(): string | null {
    return this.corrects.box.checked ? foldSpace(this.note.value) : null;
  }

  set correction(note: string | null) {
    this.corrects.box.checked = note !== null;
    this.noteField.hidden = note === null;
    this.note.value = note ?? '';
  }

  /** Replaces the body after a merge. */
  set body(paragraphs: readonly string[]) {
    this.text.value = joinParagraphs(paragraphs);
    this.fitHeight();
  }

  /** Moves pictures in Markdown (`![…](…)`) from the text to the list of pictures. */
  extractPictures(): void {
    const { text, pictures } = picturesFromText(this.text.value);
    if (pictures.length === 0) return;
    this.text.value = text;
    this.media.add(pictures);
    this.fitHeight();
  }

  private paste(event: ClipboardEvent): void {
    const html = event.clipboardData?.getData('text/html') ?? '';
    const plain = event.clipboardData?.getData('text/plain') ?? '';
    const text = html.trim() === '' ? pastedPlain(plain) : pastedText(html);
    // A clipboard without text, such as a file: the browser inserts nothing.
    if (text === '') return;
    event.preventDefault();
    // Only `execCommand` keeps undo working. Browsers without it get the text by `setRangeText`.
    if (!document.execCommand('insertText', false, text))
      this.text.setRangeText(text, this.text.selectionStart, this.text.selectionEnd, 'end');
    this.extractPictures();
    this.fitHeight();
    this.changed();
  }

  /** Fits the height of the text field to its text, within bounds. */
  private fitHeight(): void {
    const lines = this.text.value.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 72)), 0);
    this.text.rows = Math.min(MAX_ROWS, Math.max(MIN_ROWS, lines + 1));
  }
}
