import { ClosedChannels } from '../../src/access/closed-channels.js';
import type { Door } from '../../src/access/door.js';
import { ANYBODY, type Readers } from '../../src/access/readers.js';
import { createLogger } from '../../src/logger.js';

/** The parts of a gateway where nothing is private, nobody has a key and nothing is counted. */
export const openHouse = (): { readers: Readers; closed: ClosedChannels; door: Pick<Door, 'watch' | 'connect'> } => ({
  door: { watch: (_request, _secret, work) => work(), connect: () => null },
  readers: { of: async () => ANYBODY, ofRequest: async () => ANYBODY, untilEnd: () => () => undefined } as unknown as Readers,
  closed: new ClosedChannels({ patterns: async () => [], audienceOf: async () => null }, createLogger('silent')),
});
