/** The CPU time of this process that the work takes, in ms: on busy cores it takes longer, and costs the same. */
export function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
