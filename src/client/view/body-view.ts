// The body on screen: paragraphs of sentence spans. A sentence that stays keeps its element, wherever it goes.
import type { Op } from '../../core/story/change.js';
import { applyOpsToSentences, type Mark } from '../../core/revision/ops.js';
import { joinSentences } from '../../core/text/sentences.js';

type Sentence = { text: string; span: HTMLSpanElement; mark: Mark | null };

const MARK_MS = 12_000;

/** Shows for a while what became of an element; on a hidden page, from when it is seen. */
export function highlight(element: Element, mark: Mark): void {
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => highlight(element, mark), { once: true });
    return;
  }
  const name = `is-${mark}`;
  element.classList.add(name);
  setTimeout(() => element.classList.remove(name), MARK_MS);
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

/** The paragraph's element for these sentences: the first that one of them is in and no other paragraph has, else a new one. */
function paragraphFor(sentences: Sentence[], body: Element, taken: Set<Element>): Element {
  for (const { span, mark } of sentences) {
    const parent = span.parentElement;
    if (mark !== 'moved' && parent !== null && parent.parentElement === body && !taken.has(parent)) return parent;
  }
  const p = document.createElement('p');
  p.dir = 'auto';
  p.className = 'is-new';
  setTimeout(() => p.removeAttribute('class'), MARK_MS);
  return p;
}

function fill(p: Element, sentences: Sentence[]): void {
  const spans = sentences.map(({ span }) => span);
  const same = p.childElementCount === spans.length && spans.every((span, i) => p.children[i] === span);
  for (const { span, text } of sentences) if (span.textContent !== text) span.textContent = text;
  if (same && p.textContent === joinSentences(sentences.map(({ text }) => text))) return;
  const nodes = sentences.flatMap(({ span }, i): (string | Node)[] => {
    const before = sentences[i - 1]?.text;
    return before === undefined ? [span] : [joinSentences([before, '']).slice(before.length), span];
  });
  p.replaceChildren(...nodes);
}

/** Makes `elements` the children, in this order, moving no more than has to move where things are put in or taken out. */
export function setChildren(parent: Element, elements: readonly Element[]): void {
  const kept = new Set(elements);
  const gone = [...parent.children].filter((child) => !kept.has(child));
  for (const child of gone) child.remove();
  let next = parent.firstElementChild;
  for (const element of elements) {
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

function lay(body: Element, paragraphs: Sentence[][]): Element[] {
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

/** Applies `ops` to what is on screen and gives the elements that were touched. Throws where they don't fit, with nothing done. */
export function patchBody(body: Element, ops: readonly Op[]): Element[] {
  const spans = spansOf(body);
  const flat = spans.flat();
  const applied = applyOpsToSentences(spans.map((row) => row.map(textOf)), ops);
  const own = (from: number | null, text: string): HTMLSpanElement => (from === null ? undefined : flat[from]) ?? newSpan(text);
  return lay(body, applied.map((row) => row.map(({ text, from, mark }) => ({ text, mark, span: own(from, text) }))));
}

/** Makes the body equal to a fresh page's, keeping each sentence that is in both. Gives what is new on screen. */
export function syncBody(body: Element, fresh: Element): Element[] {
  const old = new Map<string, { span: HTMLSpanElement; at: number }[]>();
  for (const [at, span] of spansOf(body).flat().entries()) old.set(span.innerHTML, [...(old.get(span.innerHTML) ?? []), { span, at }]);
  let furthest = -1;
  const sentence = (from: HTMLSpanElement): Sentence => {
    const text = textOf(from);
    const own = old.get(from.innerHTML)?.shift();
    // A sentence may hold marks, which only the server reads.
    if (own === undefined) return { text, span: document.importNode(from, true), mark: 'added' };
    const mark = own.at < furthest ? 'moved' : null;
    furthest = Math.max(furthest, own.at);
    return { text, span: own.span, mark };
  };
  return lay(body, spansOf(fresh).map((row) => row.map(sentence)));
}
