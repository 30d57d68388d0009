// Marks the requests that a page sends by itself, so that a page that was left open does not keep its session alive.
let isTouched = true;
for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
  addEventListener(name, () => (isTouched = true), { capture: true, passive: true });
}

/** Headers for the next request: `dateline-idle` if nobody has touched the page since the last one. */
export function idleHeaders(): Record<string, string> {
  const wasTouched = isTouched;
  isTouched = false;
  return wasTouched ? {} : { 'dateline-idle': '1' };
}
