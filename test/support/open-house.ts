import { ClosedChannels } from '../../src/access/principal/channel-access.js';
import type { Door } from '../../src/access/limit/admission.js';
import { OpenLines } from '../../src/access/limit/open-connections.js';
import { ANYBODY, type Readers } from '../../src/access/principal/authenticator.js';
import { createLogger } from '../../src/logger.js';

/** The parts of a gateway where nothing is private, nobody has a key and nothing is counted. */
export const openHouse = (): { readers: Readers; closed: ClosedChannels; door: Pick<Door, 'watch' | 'connect' | 'lines'> } => ({
  door: { watch: (_request, _secret, work) => work(), connect: () => null, lines: new OpenLines(null, () => null) },
  readers: { of: async () => ANYBODY, ofRequest: async () => ANYBODY, untilEnd: () => () => undefined } as unknown as Readers,
  closed: new ClosedChannels({ patterns: async () => [], audienceOf: async () => null, standing: async () => null }, createLogger('silent')),
});
