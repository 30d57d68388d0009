const pause = 20;

export type Wait = {
  /** Milliseconds; 10,000 unless said. */
  timeout?: number;
  /** What is waited for, in words or as a function that is asked when time is up. */
  describe?: string | (() => string);
};

/**
 * Waits until the condition gives something truthy, and gives that. A condition that throws is asked again;
 * its last error is told when time is up.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeout = 10_000, describe = 'a condition' }: Wait = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeout;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      const what = typeof describe === 'string' ? describe : describe();
      throw new Error(`waited ${timeout} ms in vain for ${what}`, { cause: lastError });
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
