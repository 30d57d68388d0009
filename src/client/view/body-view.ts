// The story's body in the DOM: paragraphs of sentence spans. An unchanged sentence keeps its element, even if it moves.
import type { Op } from '../../core/story/change.js';
import { applyOpsToSentences, type Mark } from '../../core/revision/ops.js';
import { joinSentences } from '../../core/text/sentences.js';

type Sentence = { text: string; span: HTMLSpanElement; mark: Mark | null };

const HIGHLIGHT_MS = 12_000;

/** Marks a new or changed element for a while. In a background tab the time starts once the tab is visible. */
export function highlight(element: Element, mark: Mark): void {
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => highlight(element, mark), { once: true });
    return;
  }
  const className = `is-${mark}`;
  element.classList.add(className);
  setTimeout(() => element.classList.remove(className), HIGHLIGHT_MS);
}

const spansOf = (body: Element): HTMLSpanElement[][] =>
  [...body.querySelectorAll(':scope > p')].map((p) => [...p.querySelectorAll<HTMLSpanElement>(':scope > .s')]);

const textOf = (element: Element): string => element.textContent ?? '';

function newSpan(text: string): HTMLSpanElement {
  const span = document.createElement('span');
  span.className = 's';
  span.textContent = text;
  return span;
}

/** The element for these sentences: the first of their own that no other paragraph uses, else a new one. */
function paragraphFor(sentences: Sentence[], body: Element, taken: Set<Element>): Element {
  for (const { span, mark } of sentences) {
    const parent = span.parentElement;
    if (mark !== 'moved' && parent !== null && parent.parentElement === body && !taken.has(parent)) return parent;
  }
  const p = document.createElement('p');
  p.dir = 'auto';
  p.className = 'is-new';
  setTimeout(() => p.removeAttribute('class'), HIGHLIGHT_MS);
  return p;
}

function fill(p: Element, sentences: Sentence[]): void {
  const spans = sentences.map(({ span }) => span);
  const hasSameSpans = p.childElementCount === spans.length && spans.every((span, i) => p.children[i] === span);
  for (const { span, text } of sentences) if (span.textContent !== text) span.textContent = text;
  if (hasSameSpans && p.textContent === joinSentences(sentences.map(({ text }) => text))) return;
  const nodes = sentences.flatMap(({ span }, i): (string | Node)[] => {
    const previous = sentences[i - 1]?.text;
    return previous === undefined ? [span] : [joinSentences([previous, '']).slice(previous.length), span];
  });
  p.replaceChildren(...nodes);
}

/**
 * Makes `elements` the children of `parent`, in this order. Leaves in place what additions and removals do not
 * affect.
 */
export function setChildren(parent: Element, elements: readonly Element[]): void {
  const wanted = new Set(elements);
  const surplus = [...parent.children].filter((child) => !wanted.has(child));
  for (const child of surplus) child.remove();
  let next = parent.firstElementChild;
  for (const element of elements) {
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

function layOut(body: Element, paragraphs: Sentence[][]): Element[] {
  const taken = new Set<Element>();
  for (const sentences of paragraphs) taken.add(paragraphFor(sentences, body, taken));
  const elements = [...taken];
  elements.forEach((p, i) => fill(p, paragraphs[i] ?? []));
  setChildren(body, elements);
  return paragraphs.flat().flatMap(({ span, mark }) => {
    if (mark === null) return [];
    highlight(span, mark);
    return [span];
  });
}

/** Applies `ops` to the body and returns the changed spans. Throws if they do not fit, and then changes nothing. */
export function patchBody(body: Element, ops: readonly Op[]): Element[] {
  const spans = spansOf(body);
  const flat = spans.flat();
  const applied = applyOpsToSentences(
    spans.map((row) => row.map(textOf)),
    ops,
  );
  const spanFor = (from: number | null, text: string): HTMLSpanElement =>
    (from === null ? undefined : flat[from]) ?? newSpan(text);
  const paragraphs = applied.map((row) =>
    row.map(({ text, from, mark }) => ({ text, mark, span: spanFor(from, text) })),
  );
  return layOut(body, paragraphs);
}

/**
 * Makes the body equal to a loaded page's, and keeps the span of each sentence that is in both. Returns the new
 * spans.
 */
export function syncBody(body: Element, loaded: Element): Element[] {
  const current = new Map<string, { span: HTMLSpanElement; index: number }[]>();
  for (const [index, span] of spansOf(body).flat().entries()) {
    current.set(span.innerHTML, [...(current.get(span.innerHTML) ?? []), { span, index }]);
  }
  let lastIndex = -1;
  const sentenceOf = (source: HTMLSpanElement): Sentence => {
    const text = textOf(source);
    const own = current.get(source.innerHTML)?.shift();
    // Import the markup: a sentence may contain marks, which only the server parses.
    if (own === undefined) return { text, span: document.importNode(source, true), mark: 'added' };
    const mark = own.index < lastIndex ? 'moved' : null;
    lastIndex = Math.max(lastIndex, own.index);
    return { text, span: own.span, mark };
  };
  return layOut(
    body,
    spansOf(loaded).map((row) => row.map(sentenceOf)),
  );
}
