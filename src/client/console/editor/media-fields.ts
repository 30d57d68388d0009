// The form fields for a post's pictures: URL, description (alt text), caption and credit.
import type { Media } from '../../../core/story/story.js';
import { button, el, labelled } from '../view/dom.js';

export class MediaFields {
  readonly root = el('fieldset', { class: 'media' });
  private items: Media[] = [];

  constructor(private readonly changed: () => void) {
    this.render();
  }

  get value(): Media[] {
    return this.items;
  }

  set value(items: Media[]) {
    this.items = items.map((item) => ({ ...item }));
    this.render();
  }

  add(pictures: readonly Media[]): void {
    this.items.push(...pictures.map((item) => ({ ...item })));
    this.render();
    this.changed();
  }

  private render(): void {
    const rows = this.items.map((item, i) => this.row(item, i));
    const add = button(
      'Add a picture',
      () => {
        this.add([{ url: '', type: 'image', alt: null, caption: null, credit: null }]);
        this.root.querySelector<HTMLInputElement>('.picture:last-of-type input')?.focus();
      },
      { kind: 'quiet', name: 'add-picture' },
    );
    this.root.classList.toggle('is-empty', this.items.length === 0);
    this.root.replaceChildren(
      el('legend', {}, this.items.length === 0 ? 'Pictures' : `Pictures (${this.items.length})`),
      ...rows,
      add,
    );
  }

  private row(item: Media, i: number): HTMLElement {
    const input = (name: 'url' | 'alt' | 'caption' | 'credit', type = 'text'): HTMLInputElement => {
      const control = el('input', {
        type,
        name,
        autocomplete: 'off',
        required: true,
        placeholder: name === 'alt' ? 'For readers who can’t see it' : undefined,
        inputmode: type === 'url' ? 'url' : undefined,
      });
      control.value = item[name] ?? '';
      control.addEventListener('input', () => {
        item[name] = control.value;
        if (name === 'url') show();
        this.changed();
      });
      return control;
    };
    const image = el('img', { alt: '', referrerpolicy: 'no-referrer', decoding: 'async' });
    const show = (): void => {
      const shown = item.type === 'image' && /^https?:\/\/./i.test(item.url ?? '');
      image.hidden = !shown;
      if (shown) image.src = item.url ?? '';
    };
    show();
    const remove = button(
      'Remove',
      () => {
        this.items.splice(i, 1);
        this.render();
        this.changed();
        this.root.querySelector<HTMLElement>('button')?.focus();
      },
      { kind: 'quiet', label: `Remove picture ${i + 1}` },
    );
    return el(
      'div',
      { class: 'picture', role: 'group', 'aria-label': `Picture ${i + 1}` },
      el('div', { class: 'thumb' }, image),
      labelled('Address', input('url', 'url')),
      labelled('Description', input('alt')),
      labelled('Caption', input('caption')),
      labelled('Credit', input('credit')),
      remove,
    );
  }
}
