import type { ChannelAccess } from '../../access/principal/channel-access.js';
import type { Admission } from '../../access/admission/admission-control.js';
import type { Authenticator } from '../../access/principal/reader-authenticator.js';
import type { Logger } from '../../logger.js';
import type { DeliverCounters } from '../counters.js';
import type { Hub } from './hub.js';
import type { LogPages } from './log-pages.js';
import type { LogTail } from './log-tail.js';

/** What all readers of one gateway share. */
export type Node = { pages: LogPages; tail: LogTail; hub: Hub; readers: Authenticator; closed: ChannelAccess; door: Pick<Admission, 'watch' | 'connect' | 'lines'>; counters: DeliverCounters; log: Logger; name: string };
