// The server's own page with the post on it, in a frame that runs nothing; its times are told from here, as its
// script would.
import { formatTimes } from '../../view/times.js';
import type { DeskApi } from '../api/desk-api.js';
import { el, openDialog } from '../view/dom.js';
import type { PostContent } from './post-content.js';
import { isUrl } from '../../../core/text/is-url.js';

export async function openPreview(
  api: DeskApi,
  blog: string,
  written: PostContent,
  correction: string | null,
): Promise<void> {
  const status = el('p', { class: 'hint', role: 'status' }, 'Making the page…');
  const dialog = openDialog('As readers see it', status);
  dialog.classList.add('wide');
  const body = {
    ...written,
    headline: written.headline || 'No headline yet',
    kind: 'post',
    partOf: blog,
    ...(correction === null ? {} : { correction }),
    media: written.media.filter(({ url }) => isUrl(url ?? '')),
  };
  const reply = await api.request<string>({ method: 'POST', path: `/v1/desk/${blog}/preview`, body });
  if (reply.body === null) status.textContent = `No preview: ${reply.reason}`;
  else {
    const frame = el('iframe', {
      title: 'The post as readers see it',
      sandbox: 'allow-same-origin',
      srcdoc: reply.body,
    });
    frame.addEventListener('load', () => {
      const page = frame.contentDocument;
      if (page === null) return;
      formatTimes(page);
      page.querySelector('article.post')?.scrollIntoView({ block: 'start' });
    });
    status.replaceWith(frame);
  }
}
