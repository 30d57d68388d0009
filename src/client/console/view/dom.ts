// Elements by hand: text is put in as text, never as markup.

type Child = Node | string | null | undefined | false;
type Value = string | boolean | undefined | ((event: Event) => void);

/** An element with attributes (true: there without a value; false: not there), listeners (functions, by event name) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, Value> = {}, ...children: readonly (Child | readonly Child[])[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

/** A button that does one thing; `kind` is how it looks. */
export const button = (words: string, act: () => void, { kind = 'plain', label, name }: { kind?: 'plain' | 'main' | 'quiet' | 'danger'; label?: string; name?: string } = {}): HTMLButtonElement =>
  el('button', { type: 'button', class: kind, 'aria-label': label, 'data-act': name, click: () => act() }, words);

let fields = 0;

/** A control with its label, and a hint that screen readers give with it. */
export function labelled(words: string, control: HTMLElement, hint?: string): HTMLDivElement {
  const id = `field-${(fields += 1)}`;
  control.id = id;
  if (hint !== undefined) control.setAttribute('aria-describedby', `${id}-hint`);
  return el('div', { class: 'field' }, el('label', { for: id }, words), control, hint !== undefined && el('p', { class: 'hint', id: `${id}-hint` }, hint));
}

export function checkbox(words: string, checked: boolean, changed: () => void = () => undefined): { root: HTMLLabelElement; box: HTMLInputElement } {
  const box = el('input', { type: 'checkbox', change: changed });
  box.checked = checked;
  return { root: el('label', { class: 'check' }, box, ` ${words}`), box };
}

/** A window over the page; Escape and its button close it, and what was focused before is focused again. */
export function openDialog(title: string, ...content: (Node | false)[]): HTMLDialogElement {
  const dialog = el('dialog', { 'aria-label': title }, el('header', {}, el('h2', {}, title), button('Close', () => dialog.close(), { kind: 'quiet' })), ...content);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
