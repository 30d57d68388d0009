export type Watched<T> = {
  value: T;
  /** The longest block of the event loop as a share of the whole time: 1 if the whole work was one block. */
  longest: number;
};

/** Does the work, and tells how long others had to wait meanwhile. A share, since on busy cores both are longer. */
export async function watchLoop<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const begun = performance.now();
  let [last, longest] = [begun, 0];
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  try {
    const value = await work();
    look();
    return { value, longest: longest / (performance.now() - begun) };
  } finally {
    clearInterval(timer);
  }
}
