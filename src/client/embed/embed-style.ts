// The style of embedded feeds. It takes the page's colours and font unless custom properties override them, so it is
// dark where the page is. A constructed style sheet is allowed by a strict Content-Security-Policy.

const CSS = `
:host {
  display: block;
  --accent: var(--dateline-accent, #8f1d1d);
  --on-accent: var(--dateline-on-accent, #fff);
  --soft: var(--dateline-soft, color-mix(in srgb, currentcolor 68%, transparent));
  --rule: var(--dateline-rule, color-mix(in srgb, currentcolor 20%, transparent));
  color: var(--dateline-ink, inherit);
  background: var(--dateline-paper, transparent);
  font-family: var(--dateline-font, inherit);
  line-height: 1.5;
  text-align: start;
  overflow-wrap: anywhere;
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --accent: var(--dateline-accent, light-dark(#8f1d1d, #e6938a));
    --on-accent: var(--dateline-on-accent, light-dark(#fff, #161513));
  }
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
h2, h3, p, figure { margin: 0; }
a { color: inherit; text-decoration-color: var(--rule); text-underline-offset: 0.2em; }
a:hover { text-decoration-color: currentcolor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.top { display: flex; gap: 1em; align-items: baseline; justify-content: space-between; }
.title { font-size: 1.4em; line-height: 1.2; }
.intro { margin-top: 0.5em; color: var(--soft); }
.state { flex: none; margin-inline-start: auto; font-size: 0.8em; color: var(--soft); }
.pill-row { position: sticky; top: 0.75rem; z-index: 1; height: 0; display: flex; justify-content: center; }
.pill {
  flex: none;
  height: max-content;
  padding: 0.45em 1.1em;
  border: 0;
  border-radius: 2em;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-size: 0.9em;
  font-weight: 600;
  box-shadow: 0 2px 10px rgb(0 0 0 / 0.25);
  cursor: pointer;
}
.list { margin-top: 0.75em; }
.post { padding: 0.9em 0; border-top: 1px solid var(--rule); scroll-margin-top: 4rem; }
.post.key { border-top: 2px solid var(--accent); }
.meta { display: flex; flex-wrap: wrap; gap: 0 0.8em; font-size: 0.8em; color: var(--soft); }
.meta time { font-variant-numeric: tabular-nums; }
.meta a { text-decoration: none; }
.label { font-weight: 700; color: var(--accent); }
.headline { margin-top: 0.15em; font-size: 1.12em; line-height: 1.3; }
.headline a { text-decoration: none; }
.headline a:hover { text-decoration: underline; }
.byline { font-size: 0.85em; color: var(--soft); }
.body { margin-top: 0.5em; }
.correction {
  margin-top: 0.6em;
  padding-inline-start: 0.8em;
  border-inline-start: 3px solid var(--accent);
  font-size: 0.92em;
}
figure { margin-top: 0.7em; }
img {
  display: block;
  width: 100%;
  aspect-ratio: 3 / 2;
  object-fit: contain;
  background: color-mix(in srgb, currentcolor 6%, transparent);
}
figcaption { margin-top: 0.35em; font-size: 0.8em; color: var(--soft); }
.status {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.is-added, .is-edited { animation: mark 8s ease-out; }
@keyframes mark { 0%, 30% { background: color-mix(in srgb, var(--accent) 12%, transparent); } }
@media (prefers-reduced-motion: reduce) { .is-added, .is-edited { animation: none; } }
@media print { .pill-row, .state { display: none; } .post { break-inside: avoid; } }
`;

let sheet: CSSStyleSheet | undefined;

/** The one style sheet that all embedded feeds on the page share. */
export function embedStyle(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
