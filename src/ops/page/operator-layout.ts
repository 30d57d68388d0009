import type { Authentication } from '../../access/principal/key-authenticator.js';
import { html, type Html } from '../../core/format/html.js';
import { formatAge } from '../state/problems.js';

const REFRESH_SECONDS = 10;

/** Whose page it is. By Basic it can only be read: a browser would send that along for whatever other pages make it do. */
const viewerInfo = ({ by, principal }: Authentication): Html =>
  by === 'session'
    ? html`<span class="name">${principal.keyName}</span><form method="post" action="/ops/sign-out"><button>Sign out</button></form>`
    : html`<span class="name">${principal.keyName}${by === 'basic' && ', reading only'}</span>${by === 'basic' && html`<a href="/ops/sign-in">Sign in</a>`}`;

/** A page for operators. It says when it was made, and fetches itself anew: by script where there is one, else as a whole. */
export const operatorLayout = ({ title, at, main, viewer }: { title: string; at: Date; main: Html; viewer: Authentication }): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ops/assets/ops-page.css">
<noscript><meta http-equiv="refresh" content="${REFRESH_SECONDS}"></noscript>
<script type="module" src="/ops/assets/ops-page.js"></script>
</head>
<body${viewer.by === 'basic' && html` class="reading"`}>
<header class="masthead">
<a class="wordmark" href="/ops">Dateline</a>
<nav><a href="/ops">Desk</a><a href="/ops/queues">Queue</a><a href="/metrics">Figures</a></nav>
<div class="who">${viewerInfo(viewer)}</div>
</header>
<p id="stale" class="stale" role="alert" hidden></p>
<main id="desk">
<p class="asof">As of <time datetime="${at.toISOString()}">${at.toISOString().slice(11, 19)} UTC</time></p>
${main}
</main>
</body>
</html>
`.text;

/** An age, with the moment itself to point at. */
export const ageElement = (seconds: number, at?: Date): Html =>
  at === undefined ? html`${formatAge(seconds)}` : html`<time datetime="${at.toISOString()}" title="${at.toISOString()}">${formatAge(seconds)}</time>`;

/** A button that does one thing, without a script. */
export const actionButton = (address: string, words: string): Html => html`<form method="post" action="${address}"><button>${words}</button></form>`;

/** A table that a phone shows as cards: each cell knows its heading. */
export const table = (headings: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html => html`
<table>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td data-label="${headings[at]}">${cell !== '' && html`<span>${cell}</span>`}</td>`)}</tr>`)}</tbody>
</table>`;
