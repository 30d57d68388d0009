// Creates DOM elements. Strings become text nodes, never markup.

type Child = Node | string | null | undefined | false;
type Value = string | boolean | undefined | ((event: Event) => void);

/** Attributes by name: true sets an empty attribute, false and undefined none, and a function listens to that event. */
type Attributes = Record<string, Value>;

/** An element with attributes, listeners and children; null, undefined and false children are skipped. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** `kind` is the style, `label` the accessible name if it differs from the text, `name` the `data-act` attribute. */
type ButtonOptions = { kind?: 'plain' | 'main' | 'quiet' | 'danger'; label?: string; name?: string };

export const button = (
  text: string,
  action: () => void,
  { kind = 'plain', label, name }: ButtonOptions = {},
): HTMLButtonElement => {
  const attributes = { type: 'button', class: kind, 'aria-label': label, 'data-act': name, click: () => action() };
  return el('button', attributes, text);
};

let fieldCount = 0;

/** A control with its label, and a hint that screen readers announce with it. */
export function labelled(label: string, control: HTMLElement, hint?: string): HTMLDivElement {
  fieldCount += 1;
  const id = `field-${fieldCount}`;
  control.id = id;
  if (hint !== undefined) control.setAttribute('aria-describedby', `${id}-hint`);
  const hintElement = hint !== undefined && el('p', { class: 'hint', id: `${id}-hint` }, hint);
  return el('div', { class: 'field' }, el('label', { for: id }, label), control, hintElement);
}

export type Checkbox = { root: HTMLLabelElement; box: HTMLInputElement };

export function checkbox(label: string, checked: boolean, changed: () => void = () => undefined): Checkbox {
  const box = el('input', { type: 'checkbox', change: changed });
  box.checked = checked;
  return { root: el('label', { class: 'check' }, box, ` ${label}`), box };
}

/** Opens a modal dialog. Escape and its button close it; the browser then restores the focus. */
export function openDialog(title: string, ...content: (Node | false)[]): HTMLDialogElement {
  const close = button('Close', () => dialog.close(), { kind: 'quiet' });
  const dialog = el('dialog', { 'aria-label': title }, el('header', {}, el('h2', {}, title), close), ...content);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
