// Shows the server's page of the live blog with the post on it, in a frame without scripts. The console formats its
// times, as the page's script would.
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
  const status = el('p', { class: 'hint', role: 'status' }, 'Loading the preview…');
  const dialog = openDialog('Preview', status);
  dialog.classList.add('wide');
  const body = {
    ...written,
    headline: written.headline || 'No headline yet',
    kind: 'post',
    partOf: blog,
    ...(correction === null ? {} : { correction }),
    media: written.media.filter(({ url }) => isUrl(url ?? '')),
  };
  const response = await api.request<string>({ method: 'POST', path: `/v1/desk/${blog}/preview`, body });
  if (response.body === null) status.textContent = `No preview: ${response.reason}`;
  else {
    const frame = el('iframe', {
      title: 'The post as readers see it',
      sandbox: 'allow-same-origin',
      srcdoc: response.body,
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
