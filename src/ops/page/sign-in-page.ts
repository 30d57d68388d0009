import { html, type Html } from '../../core/format/html.js';

/**
 * The sign-in page of the operator pages. `why` is shown above the form; `again` loads `to` once more, at
 * once.
 */
export const signInPage = ({ to, why, again }: { to: string; why: string | null; again: boolean }): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Sign in · Dateline operations</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ops/assets/ops-page.css">
${again && html`<meta http-equiv="refresh" content="0;url=${to}">`}
</head>
<body class="sign-in">
<header class="masthead"><a class="wordmark" href="/ops">Dateline</a></header>
<main>
<h1>Sign in</h1>
<p class="lead">See what is late or failed, and fix it.</p>
<form method="post" action="/ops/sign-in">
${problem(why)}
<label for="key">Key</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus spellcheck="false" maxlength="512" aria-describedby="about-key${why !== null && ' why'}">
<p id="about-key" class="hint">The admin key, or a key with the scope “ops”. You stay signed in until you sign out, close the browser, or are inactive for a long time.</p>
<input type="hidden" name="to" value="${to}">
<button class="main">Sign in</button>
</form>
</main>
</body>
</html>
`.text;

const problem = (why: string | null): Html | null =>
  why === null ? null : html`<p id="why" class="why" role="alert">${why}</p>`;
