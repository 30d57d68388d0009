// How each fault is applied to the machines, and undone.
import type { RedisServer } from '../support/redis.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import { lockStatement, type Fault, type MachineName } from './fault.js';
import type { FaultPostgres } from './fault-postgres.js';
import { HONEST, WEDGED, type Hostility } from './hint-filter.js';
import type { Machine } from './machine.js';

const HOSTILE: Hostility = { lose: 0.4, double: 0.4, reorder: 0.4 };
/** A bus message that no node sends. */
const LIES = ['999999999', '-1', '0', '', 'NaN', '1e309', 'canary', '"', '1'];
const nothing = (): void => undefined;

/** The targets of faults. */
export type Struck = {
  readonly postgres: FaultPostgres;
  readonly redis: RedisServer | undefined;
  readonly machines: ReadonlyMap<MachineName, Machine>;
  hostility: Hostility;
};

function machineOf({ machines }: Struck, name: MachineName): Machine {
  const machine = machines.get(name);
  if (machine === undefined) throw new Error(`there is no ${name}`);
  return machine;
}

/** Starts a fault; returns how to end it. */
export async function beginFault(fault: Fault, world: Struck): Promise<() => unknown> {
  const { postgres, redis } = world;
  switch (fault.kind) {
    case 'kill':
    case 'restart': {
      const machine = machineOf(world, fault.machine);
      await machine.down(fault.kind === 'kill' ? 'SIGKILL' : 'SIGTERM');
      return () => machine.up();
    }
    case 'freeze': {
      const machine = machineOf(world, fault.machine);
      machine.signal('SIGSTOP');
      return () => machine.signal('SIGCONT');
    }
    case 'clock': {
      const machine = machineOf(world, fault.machine);
      machine.shiftClock(fault.by);
      return () => machine.shiftClock(0);
    }
    case 'line': {
      const { postgres: toPostgres, redis: toRedis } = machineOf(world, fault.machine).lines;
      return take(fault.to === 'postgres' || toRedis === undefined ? toPostgres : toRedis, fault.how);
    }
    case 'readers cut':
      machineOf(world, fault.machine).front.cut();
      return nothing;
    case 'bus wedged':
    case 'bus hostile':
      world.hostility = fault.kind === 'bus wedged' ? WEDGED : HOSTILE;
      return () => (world.hostility = HONEST);
    case 'bus lies':
      for (const lie of LIES) {
        if (redis === undefined) await postgres.ask(`select pg_notify('dateline_hints', '${lie}')`);
        else await redis.client.publish('dateline_hints', lie);
      }
      return nothing;
    case 'redis flushed':
      await redis?.flushall();
      return nothing;
    case 'redis restarted':
      await redis?.kill();
      return () => redis?.restart();
    case 'redis frozen':
      redis?.signal('SIGSTOP');
      return () => redis?.signal('SIGCONT');
    case 'redis gone for all': {
      const ends = [...world.machines.values()].flatMap(({ lines }) =>
        lines.redis === undefined ? [] : [take(lines.redis, 'lose'), take(lines.redis, 'refuse')],
      );
      return () => ends.forEach((end) => end());
    }
    case 'postgres restarted':
      await postgres.down(fault.how);
      return () => postgres.up();
    case 'postgres connections cut':
      await postgres.cutConnections();
      return nothing;
    case 'postgres crowded out':
      return postgres.crowdOut();
    case 'disk full': {
      const makeRoom = postgres.fillDisk();
      return async () => {
        makeRoom();
        await postgres.up();
      };
    }
    case 'lock':
      return postgres.lock(lockStatement(fault.what));
    default:
      throw new Error(`no such fault: ${JSON.stringify(fault)}`);
  }
}

/** Breaks a connection; returns how to repair it. */
function take(line: TcpProxy, how: (Fault & { kind: 'line' })['how']): () => void {
  if (how === 'hold') line.hold();
  if (how === 'lose') line.wedge();
  if (how === 'reset') line.cut();
  if (how === 'refuse') {
    line.refuse(true);
    line.cut();
  }
  if (how === 'delay') line.delay(250);
  return () => {
    line.refuse(false);
    line.delay(0);
    line.release();
  };
}
