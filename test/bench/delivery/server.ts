// A server of the benchmark: Dateline's own gateway, tail, hub and subscriptions over a log in memory; or stock
// Socket.IO, which sends the same updates to rooms.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { updateFor } from '../../../src/core/log/update.js';
import { GatewayInMemory } from '../../support/gateway-in-memory.js';
import { LogInMemory } from '../../support/log-in-memory.js';
import { obey } from './child.js';
import { headlineOf } from './made-updates.js';

export type ServerKind = 'dateline' | 'stock' | 'stock that deflates';
/**
 * `group` updates in one turn of the event loop, `perSecond` in all; `bytes` of JSON each, on
 * channels from `first` on.
 */
export type Traffic = {
  first?: number;
  channels: number;
  count: number;
  group: number;
  perSecond: number;
  bytes: number;
};
export type Load = { cpuUs: number; rss: number; slowClosed: number };

type Publish = (channel: string, headline: string) => void;

const kind = process.argv[2] as ServerKind;

async function dateline(): Promise<{ port: number; publish: Publish; slowClosed: () => number }> {
  const gateway = await GatewayInMemory.start();
  return {
    port: gateway.port,
    publish: (channel, headline) => void gateway.publish([channel], headline),
    slowClosed: () => gateway.counters.slowClosed,
  };
}

async function stock(): Promise<{ port: number; publish: Publish; slowClosed: () => number }> {
  const http = createServer();
  const io = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    ...(kind === 'stock' ? {} : { perMessageDeflate: true }),
  });
  io.on('connection', (socket) => {
    socket.on('subscribe', ({ channel }: { channel: string }, done: (answer: object) => void) => {
      void socket.join(channel);
      done({ ok: true });
    });
  });
  await new Promise<void>((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
  const log = new LogInMemory();
  const publish: Publish = (channel, headline) => {
    log.append([channel], { headline }, false);
    const last = log.entries.at(-1);
    if (last !== undefined) io.to(channel).emit('update', updateFor(channel, last.channels[channel] ?? 0, last.entry));
  };
  return { port: (http.address() as AddressInfo).port, publish, slowClosed: () => 0 };
}

const { port, publish, slowClosed } = await (kind === 'dateline' ? dateline() : stock());

obey({
  address: () => port,
  publish: async ({ first = 0, channels, count, group, perSecond, bytes }: Traffic) => {
    const begun = performance.now();
    for (let sent = 0; sent < count;) {
      for (let at = 0; at < group && sent < count; at += 1, sent += 1)
        publish(`topic/c${first + (sent % channels)}`, headlineOf(sent, bytes));
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, begun + (sent / perSecond) * 1000 - performance.now())),
      );
    }
  },
  load: ({ collect }: { collect: boolean }): Load => {
    if (collect) for (let times = 0; times < 3; times += 1) globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    return { cpuUs: user + system, rss: process.memoryUsage.rss(), slowClosed: slowClosed() };
  },
});
