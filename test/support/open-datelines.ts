import { ChannelAccess } from '../../src/access/principal/channel-access.js';
import type { Admission } from '../../src/access/admission/admission-control.js';
import { OpenConnections } from '../../src/access/limit/connection-limiter.js';
import { ANONYMOUS, type Authenticator } from '../../src/access/principal/reader-authenticator.js';
import { createLogger } from '../../src/logger.js';

/** The parts of a gateway where nothing is private, nobody has a key and nothing is counted. */
export const openHouse = (): { readers: Authenticator; closed: ChannelAccess; door: Pick<Admission, 'watch' | 'connect' | 'lines'> } => ({
  door: { watch: (_request, _secret, work) => work(), connect: () => null, lines: new OpenConnections(null, () => null) },
  readers: { of: async () => ANONYMOUS, ofRequest: async () => ANONYMOUS, untilEnd: () => () => undefined } as unknown as Authenticator,
  closed: new ChannelAccess({ patterns: async () => [], audienceOf: async () => null, standing: async () => null }, createLogger('silent')),
});
