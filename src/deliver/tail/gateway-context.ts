import type { ChannelAccess } from '../../access/principal/channel-access.js';
import type { AdmissionControl } from '../../access/admission/admission-control.js';
import type { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import type { Logger } from '../../logger.js';
import type { DeliverCounters } from '../counters.js';
import type { Hub } from './channel-hub.js';
import type { LogPages } from './replay-reader.js';
import type { LogTail } from './log-tail.js';

/** What all readers of one gateway share. */
export type Node = { pages: LogPages; tail: LogTail; hub: Hub; readers: ReaderAuthenticator; closed: ChannelAccess; door: Pick<AdmissionControl, 'guardKeyCheck' | 'consumeConnect' | 'readerConnections'>; counters: DeliverCounters; log: Logger; name: string };
