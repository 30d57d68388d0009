import type { ClosedChannels } from '../../access/principal/channel-access.js';
import type { Door } from '../../access/limit/admission.js';
import type { Readers } from '../../access/principal/authenticator.js';
import type { Logger } from '../../logger.js';
import type { DeliverCounters } from '../counters.js';
import type { Hub } from './hub.js';
import type { LogPages } from './log-pages.js';
import type { LogTail } from './log-tail.js';

/** What all readers of one gateway share. */
export type Node = { pages: LogPages; tail: LogTail; hub: Hub; readers: Readers; closed: ClosedChannels; door: Pick<Door, 'watch' | 'connect' | 'lines'>; counters: DeliverCounters; log: Logger; name: string };
