import { ClosedChannels } from '../../src/access/closed-channels.js';
import { ANYBODY, type Readers } from '../../src/access/readers.js';
import { createLogger } from '../../src/logger.js';

/** The parts of a gateway where nothing is private and nobody has a key. */
export const openHouse = (): { readers: Readers; closed: ClosedChannels } => ({
  readers: { of: async () => ANYBODY, ofHeader: async () => ANYBODY, untilEnd: () => () => undefined } as unknown as Readers,
  closed: new ClosedChannels({ patterns: async () => [], audienceOf: async () => null }, createLogger('silent')),
});
