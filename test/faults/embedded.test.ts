// Everything fails, and every promise is kept: many processes, with queue and hints in Postgres.
import { faultSchedules } from './fault-schedules.js';

faultSchedules('embedded');
