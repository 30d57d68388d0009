// Both buses pass these tests: hints arrive, and a bus that lost its connection reports when it is connected
// again.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PostgresHintBus } from '../../../src/deliver/bus/postgres-hint-bus.js';
import { RedisHintBus } from '../../../src/deliver/bus/redis-hint-bus.js';
import type { HintBus } from '../../../src/deliver/bus/hint-bus.js';
import { createLogger } from '../../../src/logger.js';
import { columns, type World } from '../../support/columns.js';
import { cutConnections, takeAway } from '../../support/outage.js';
import { startTcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/wait.js';

const log = createLogger('silent');

type Listener = { bus: HintBus; heard: number[]; connected: () => number };

describe.each(columns)('$name', ({ settings }) => {
  let world: World;
  const open: HintBus[] = [];

  beforeAll(async () => {
    world = await settings();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((bus) => bus.close()));
  });
  afterAll(() => world.cleanup());

  const make = (): HintBus => {
    const { DATABASE_URL, REDIS_URL } = world.env;
    const bus = REDIS_URL === undefined ? new PostgresHintBus(DATABASE_URL, log) : new RedisHintBus(REDIS_URL, log);
    open.push(bus);
    return bus;
  };
  const listen = async (): Promise<Listener> => {
    const bus = make();
    const heard: number[] = [];
    let connected = 0;
    await bus.listen({ hint: (seq) => heard.push(seq), connected: () => (connected += 1) });
    return { bus, heard, connected: () => connected };
  };

  test('a hint reaches every other instance', async () => {
    const [first, second, sender] = [await listen(), await listen(), make()];
    expect([first.bus.isConnected, second.bus.isConnected]).toEqual([true, true]);
    sender.hint(7);
    await until(() => first.heard.includes(7) && second.heard.includes(7));
  });

  test('of a flood of hints the newest arrives, and the sender never blocks', async () => {
    const [listener, sender] = [await listen(), make()];
    for (let seq = 1; seq <= 5_000; seq += 1) sender.hint(seq);
    await until(() => listener.heard.includes(5_000));
    expect(listener.heard.length).toBeLessThan(100);
  });

  test('after the server closed every connection the bus reconnects and calls connected', async () => {
    const [listener, sender] = [await listen(), make()];
    sender.hint(1);
    await until(() => listener.heard.includes(1));
    const before = listener.connected();
    await cutConnections(world);
    await until(() => listener.connected() > before && listener.bus.isConnected);
    // A sender may notice the lost connection only when a hint is lost.
    let seq = 10;
    await until(() => {
      sender.hint((seq += 1));
      return listener.heard.some((heard) => heard > 10);
    });
  });

  test('while the server is down the bus reports not connected, and hints are dropped without a throw', async () => {
    const [listener, sender] = [await listen(), make()];
    const before = listener.connected();
    const comeBack = await takeAway(world);
    await until(() => !listener.bus.isConnected);
    for (let seq = 1; seq <= 100; seq += 1) sender.hint(seq);
    await comeBack();
    await until(() => listener.connected() > before && listener.bus.isConnected);
    let seq = 1_000;
    await until(() => {
      sender.hint((seq += 1));
      return listener.heard.some((heard) => heard > 1_000);
    });
  });

  test('a connection that stays open but delivers nothing is detected, reported and replaced', async () => {
    const { DATABASE_URL, REDIS_URL } = world.env;
    const server = new URL(REDIS_URL ?? DATABASE_URL);
    // Test databases listen on a Unix socket, which the URL names in a parameter.
    const folder = server.searchParams.get('host');
    const proxy = await startTcpProxy(
      folder === null
        ? { host: server.hostname, port: Number(server.port) }
        : { path: `${folder}/.s.PGSQL.${server.port || server.searchParams.get('port')}` },
    );
    server.searchParams.delete('host');
    server.searchParams.delete('port');
    [server.hostname, server.port] = ['127.0.0.1', String(proxy.port)];
    const beat = { intervalMs: 50, timeoutMs: 400 };
    const bus =
      REDIS_URL === undefined ? new PostgresHintBus(server.href, log, beat) : new RedisHintBus(server.href, log, beat);
    open.push(bus);
    const heard: number[] = [];
    let connected = 0;
    await bus.listen({ hint: (seq) => heard.push(seq), connected: () => (connected += 1) });
    const [opened, before] = [proxy.opened(), connected];
    proxy.wedge();
    await until(() => !bus.isConnected);
    await until(() => bus.isConnected && connected > before && proxy.opened() > opened);
    const sender = make();
    sender.hint(42);
    await until(() => heard.includes(42));
    await bus.close();
    await proxy.close();
  });

  test('a closed bus receives nothing, sends nothing, and accepts hints without a throw', async () => {
    const [listener, sender] = [await listen(), make()];
    await listener.bus.close();
    expect(listener.bus.isConnected).toBe(false);
    listener.bus.hint(1);
    sender.hint(2);
    await sender.close();
    sender.hint(3);
    expect(listener.heard).toEqual([]);
  });
});
