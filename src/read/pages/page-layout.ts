import { html, type Html } from '../../core/format/html.js';

/** `skip`: the target of the skip link, past the page header. */
export type PageLayoutParts = {
  title: string;
  head?: Html | false;
  main: Html;
  after?: Html;
  skip?: '#story' | '#posts';
};

/** The frame of every public page. */
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
