// Renders a post's paragraph with its marks (bold, emphasis, links).
import { spansOf } from '../../../core/format/marks.js';
import { el } from './dom.js';

export const renderParagraph = (paragraph: string): HTMLParagraphElement =>
  el(
    'p',
    { dir: 'auto' },
    ...spansOf(paragraph).map(({ text, bold, emphasis, href }) => {
      let node: Node | string = text;
      if (emphasis === true) node = el('em', {}, node);
      if (bold === true) node = el('strong', {}, node);
      return href === undefined ? node : el('a', { href, rel: 'noopener noreferrer', target: '_blank' }, node);
    }),
  );
