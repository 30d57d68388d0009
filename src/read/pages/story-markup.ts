// Markup that story pages and live blog posts share. All content comes from publishers and is escaped.
import { parseSentenceSpans, type TextSpan } from '../../core/format/light-markdown.js';
import { joinSentences, splitSentences } from '../../core/text/sentences.js';
import type { StoryView } from '../../core/story/story-view.js';
import { html, webUrl, type Html } from '../../core/format/html.js';
import { stampLines } from './stamp-line.js';

/** The space between a sentence and the next one. */
const separatorAfter = (sentence: string | undefined): string =>
  sentence === undefined ? '' : joinSentences([sentence, '']).slice(sentence.length);

/** A paragraph with one span per sentence. Its text content equals the paragraph exactly. */
function paragraph(text: string): Html {
  const sentences = splitSentences(text);
  return html`<p dir="auto">${sentences.map((sentence, i) => html`${separatorAfter(sentences[i - 1])}<span class="s">${sentence}</span>`)}</p>\n`;
}

function markedSpan({ text, bold, emphasis, href }: TextSpan): Html {
  const inner = emphasis === true ? html`<em>${text}</em>` : html`${text}`;
  const strong = bold === true ? html`<strong>${inner}</strong>` : inner;
  const address = webUrl(href ?? null);
  return address === null ? strong : html`<a href="${address}" rel="noopener nofollow ugc">${strong}</a>`;
}

/**
 * A post's paragraph with its inline marks as elements. Its text content is the paragraph without the marks.
 */
function markedParagraph(text: string): Html {
  const sentences = splitSentences(text);
  const spans = parseSentenceSpans(sentences);
  return html`<p dir="auto">${sentences.map((_, i) => html`${separatorAfter(sentences[i - 1])}<span class="s">${spans[i]?.map(markedSpan)}</span>`)}</p>\n`;
}

/** A story's paragraphs; only posts have inline marks. */
export const paragraphsOf = ({ kind, body }: Pick<StoryView, 'kind' | 'body'>): Html =>
  html`${body.map(kind === 'post' ? markedParagraph : paragraph)}`;

/** The byline, with "By" unless it has one. */
export const bylineSpan = (byline: string): Html =>
  html`<span class="byline" dir="auto">${/^by\s/i.test(byline) ? '' : 'By '}<b>${byline}</b></span>`;

/** The lines below the headline: place, byline and time stamps. */
export const byLine = (story: StoryView): Html => {
  const by = story.byline !== null && bylineSpan(story.byline);
  const place = story.located !== null && html`<span class="located" dir="auto">${story.located}</span>`;
  return html`${(by || place) && html`<p class="who">${by}${place}</p>`}${stampLines(story)}`;
};

/** The correction notice, which readers must see. */
export const correctionNotice = (text: string | null): Html | null =>
  text === null ? null : html`<div class="correction" role="note"><h2>Correction</h2><p dir="auto">${text}</p></div>`;

/** The editor's note about the story, such as "developing". */
export const editorsNote = (text: string | null): Html | null =>
  text === null ? null : html`<p class="ed-note" role="note" dir="auto">${text}</p>`;

export const highlightsBox = (highlights: string[]): Html | null =>
  highlights.length === 0
    ? null
    : html`<section class="highlights"><h2>Story highlights</h2><ul>${highlights.map((text) => html`<li dir="auto">${text}</li>`)}</ul></section>`;
