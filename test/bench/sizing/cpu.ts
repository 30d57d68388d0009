// What processes have used of the processor, as Linux counts it.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux tells it in hundredths of a second, whatever the clock of the kernel (USER_HZ). */
const TICKS = 100;

type Stat = { parent: number; own: number; ended: number };

function statOf(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // it has ended
  }
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (field: number): number => fields[field - 3] ?? 0;
  return { parent: at(4), own: (at(14) + at(15)) / TICKS, ended: (at(16) + at(17)) / TICKS };
}

/** CPU seconds of a process so far, all its threads together. */
export const cpuOf = (pid: number): number => statOf(pid)?.own ?? 0;

/** Those of a process, of its children, and of its children that have ended. */
export function cpuWithChildren(pid: number): number {
  const itself = statOf(pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid);
  return (itself?.own ?? 0) + (itself?.ended ?? 0) + children.reduce((sum, stat) => sum + (stat?.own ?? 0), 0);
}

/** Those of this process. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Resident memory of a process in bytes. */
export function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
