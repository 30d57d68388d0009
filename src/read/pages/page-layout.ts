import { html, type Html } from '../../core/format/html.js';

export type PageLayoutParts = { title: string; head?: Html | false; main: Html; after?: Html; /** Where the first link of the page leads, past what stands on every page. */ skip?: '#story' | '#posts' };

/** Any page of ours, around what it has to say. */
export const pageLayout = ({ title, head, main, after, skip = '#story' }: PageLayoutParts): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/client/story-page.css">
${head}
</head>
<body>
<a class="skip" href="${skip}">Skip to the ${skip === '#posts' ? 'posts' : 'story'}</a>
<header class="masthead"><span class="wordmark">Dateline</span><span id="connection" class="connection" hidden></span></header>
${main}
${after}
</body>
</html>
`.text;
