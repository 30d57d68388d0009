// What a gateway spends on connections that are idle, and on each delivery.
import { until } from '../../support/wait.js';
import { Child } from '../delivery/child.js';
import type { Join, Seen } from '../delivery/crowd.js';
import { cpuOf, memoryOf } from './cpu.js';
import type { SizingWorld } from './world.js';
import { poster } from './writers.js';

/**
 * `idleKilobytes` a connection; `microseconds` of CPU a delivery, less what the gateway does when nothing comes;
 * `share` of a core at that rate.
 */
export type Gateway = {
  idleKilobytes: number;
  idleReaders: number;
  microseconds: number;
  readers: number;
  perSecond: number;
  share: number;
  emptyMegabytes: number;
};

const SETTLE_MS = 2_000;
const AT_ONCE = 200;
const PER_SECOND = 20;
const STORIES = 200;
const WARM_UP_SECONDS = 3;

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
const join = (url: string, count: number): Join => ({
  port: Number(new URL(url).port),
  channels: Array.from({ length: count }, () => 'all'),
  deflate: false,
  loose: true,
  atOnce: AT_ONCE,
});

/** Deliveries at a steady rate of updates; versions from `from` on, since what was sent before is no update. */
async function delivering(
  crowd: Child,
  post: (n: number) => Promise<void>,
  { readers, seconds, from }: { readers: number; seconds: number; from: number },
): Promise<void> {
  await crowd.ask<Seen>('seen');
  const all = crowd.ask('received', { count: readers * PER_SECOND * seconds });
  const begun = performance.now();
  const sending: Promise<void>[] = [];
  for (let n = 0; n < PER_SECOND * seconds; n += 1) {
    sending.push(post(from + n));
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, begun + ((n + 1) * 1000) / PER_SECOND - performance.now())),
    );
  }
  await Promise.all([...sending, all]);
}

export async function gateway(
  world: SizingWorld,
  effort: { idle: number; readers: number; seconds: number },
  say: (text: string) => void,
): Promise<Gateway> {
  const [api, , node] = await Promise.all([world.start('api'), world.start('worker'), world.start('gateway')]);
  const idle = Child.start('crowd.js');
  try {
    await idle.ask('join', join(node.url, 200)); // what the first few bring with them is nobody's share
    await settled();
    const empty = memoryOf(node.pid);
    await idle.ask('join', join(node.url, effort.idle));
    await settled();
    const idleKilobytes = (memoryOf(node.pid) - empty) / 1024 / effort.idle;
    await idle.stop();
    const crowd = Child.start('crowd.js');
    try {
      await crowd.ask('join', join(node.url, effort.readers));
      const post = poster([api.url], PER_SECOND, STORIES);
      await delivering(crowd, post, { readers: effort.readers, seconds: WARM_UP_SECONDS, from: 0 });
      const [atRest, restBegun] = [cpuOf(node.pid), performance.now()];
      await settled();
      const rest = (cpuOf(node.pid) - atRest) / (performance.now() - restBegun);
      const [cpu, begun] = [cpuOf(node.pid), performance.now()];
      await delivering(crowd, post, {
        readers: effort.readers,
        seconds: effort.seconds,
        from: PER_SECOND * WARM_UP_SECONDS,
      });
      const ms = performance.now() - begun;
      const used = cpuOf(node.pid) - cpu;
      const deliveries = effort.readers * PER_SECOND * effort.seconds;
      const microseconds = ((used - rest * ms) / deliveries) * 1e6;
      say(`gateway: ${idleKilobytes.toFixed(1)} KB a connection, ${microseconds.toFixed(1)} µs a delivery`);
      await until(async () => (await fetch(`${node.url}/health/ready`)).ok);
      return {
        idleKilobytes,
        idleReaders: effort.idle,
        microseconds,
        readers: effort.readers,
        perSecond: deliveries / (ms / 1000),
        share: used / (ms / 1000),
        emptyMegabytes: empty / 1024 / 1024,
      };
    } finally {
      await crowd.stop();
    }
  } finally {
    await idle.stop();
    await Promise.all([api, node].map((one) => one.remove()));
  }
}
