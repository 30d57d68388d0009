// Whether somebody is at this page. What it asks by itself says so, and keeps no session alive: a page that was left open is left.
let touched = true;
for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) addEventListener(name, () => (touched = true), { capture: true, passive: true });

/** As a request's header: none where somebody has touched the page since the last request. */
export function idleHeaders(): Record<string, string> {
  const here = touched;
  touched = false;
  return here ? {} : { 'dateline-idle': '1' };
}
