// Everything fails, and every promise is kept: many processes, with queue and hints in Redis.
import { faultSchedules } from './fault-schedules.js';

faultSchedules('second');
