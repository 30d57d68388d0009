// Preloaded into a Dateline process (`node --import`): shifts its clock by the milliseconds in CLOCK_FILE, which is read at the
// start and on SIGUSR2, when the clock jumps. The monotonic clock, and so every timer, is unchanged.
import { readFileSync } from 'node:fs';

const { CLOCK_FILE } = process.env;
const RealDate = Date;
const now = RealDate.now.bind(RealDate);
let shift = 0;

function read() {
  try {
    shift = Number(readFileSync(CLOCK_FILE, 'utf8'));
  } catch {
    shift = 0;
  }
}

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now() + shift);
    else super(...parts);
  }
  static now() {
    return now() + shift;
  }
};

read();
process.on('SIGUSR2', read);
