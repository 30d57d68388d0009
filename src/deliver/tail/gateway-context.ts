import type { AdmissionControl } from '../../access/admission/admission-control.js';
import type { ChannelAccess } from '../../access/principal/channel-access.js';
import type { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import type { Logger } from '../../logger.js';
import type { DeliverCounters } from '../counters.js';
import type { ChannelHub } from './channel-hub.js';
import type { LogTail } from './log-tail.js';
import type { ReplayReader } from './replay-reader.js';

/** What the sockets and streams of one gateway share. */
export type GatewayContext = {
  replayReader: ReplayReader;
  tail: LogTail;
  hub: ChannelHub;
  authenticator: ReaderAuthenticator;
  channelAccess: ChannelAccess;
  admission: Pick<AdmissionControl, 'guardKeyCheck' | 'consumeConnect' | 'readerConnections'>;
  counters: DeliverCounters;
  log: Logger;
  nodeName: string;
};
