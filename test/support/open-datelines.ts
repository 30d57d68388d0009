import { ChannelAccess } from '../../src/access/principal/channel-access.js';
import type { AdmissionControl } from '../../src/access/admission/admission-control.js';
import { ConnectionLimiter } from '../../src/access/limit/connection-limiter.js';
import { ANONYMOUS, type ReaderAuthenticator } from '../../src/access/principal/reader-authenticator.js';
import { createLogger } from '../../src/logger.js';

/** The parts of a gateway where nothing is private, nobody has a key and nothing is counted. */
export const openHouse = (): {
  authenticator: ReaderAuthenticator;
  channelAccess: ChannelAccess;
  admission: Pick<AdmissionControl, 'guardKeyCheck' | 'consumeConnect' | 'readerConnections'>;
} => ({
  admission: {
    guardKeyCheck: (_request, _secret, work) => work(),
    consumeConnect: () => null,
    readerConnections: new ConnectionLimiter(null, () => null),
  },
  authenticator: {
    authenticate: async () => ANONYMOUS,
    authenticateRequest: async () => ANONYMOUS,
    onEnd: () => () => undefined,
  } as unknown as ReaderAuthenticator,
  channelAccess: new ChannelAccess(
    { patterns: async () => [], audienceOf: async () => null, storyStatus: async () => null },
    createLogger('silent'),
  ),
});
