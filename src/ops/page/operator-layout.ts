import { formatTimestamp } from '../../core/instant.js';
import type { Authentication } from '../../access/principal/key-authenticator.js';
import { html, type Html } from '../../core/format/html.js';
import { formatAge } from '../state/problems.js';

const REFRESH_SECONDS = 10;

/**
 * The key's name, and the way to sign in or out. Basic is read-only: browsers send it with requests that
 * other sites trigger.
 */
const viewerInfo = ({ by, principal }: Authentication): Html =>
  by === 'session'
    ? html`<span class="name">${principal.keyName}</span><form method="post" action="/ops/sign-out"><button>Sign out</button></form>`
    : html`<span class="name">${principal.keyName}${by === 'basic' && ', read-only'}</span>${by === 'basic' && html`<a href="/ops/sign-in">Sign in</a>`}`;

/** An operator's page. A script refreshes its content; without scripts the browser reloads the page. */
export const operatorLayout = ({
  title,
  at,
  main,
  viewer,
}: {
  title: string;
  at: Date;
  main: Html;
  viewer: Authentication;
}): string =>
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
<nav><a href="/ops">Overview</a><a href="/ops/queues">Queue</a><a href="/metrics">Metrics</a></nav>
<div class="who">${viewerInfo(viewer)}</div>
</header>
<p id="stale" class="stale" role="alert" hidden></p>
<main id="desk">
<p class="asof">As of <time datetime="${formatTimestamp(at)}">${formatTimestamp(at).slice(11, 19)} UTC</time></p>
${main}
</main>
</body>
</html>
`.text;

/** An age, with the moment as a tooltip. */
export const ageElement = (seconds: number, at?: Date): Html =>
  at === undefined
    ? html`${formatAge(seconds)}`
    : html`<time datetime="${formatTimestamp(at)}" title="${formatTimestamp(at)}">${formatAge(seconds)}</time>`;

/** A form with one button, which works without scripts. */
export const actionButton = (address: string, label: string): Html =>
  html`<form method="post" action="${address}"><button>${label}</button></form>`;

/** A table. Each cell carries its heading, for the card layout on phones. */
export const table = (headings: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html => html`
<table>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td data-label="${headings[at]}">${cell !== '' && html`<span>${cell}</span>`}</td>`)}</tr>`)}</tbody>
</table>`;
