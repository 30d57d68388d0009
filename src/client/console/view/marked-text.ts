// Renders a post's paragraph with its marks (bold, emphasis, links).
import { parseSpans } from '../../../core/format/light-markdown.js';
import { el } from './dom.js';

export const renderParagraph = (paragraph: string): HTMLParagraphElement =>
  el(
    'p',
    { dir: 'auto' },
    ...parseSpans(paragraph).map(({ text, bold, emphasis, href }) => {
      let node: Node | string = text;
      if (emphasis === true) node = el('em', {}, node);
      if (bold === true) node = el('strong', {}, node);
      return href === undefined ? node : el('a', { href, rel: 'noopener noreferrer', target: '_blank' }, node);
    }),
  );
