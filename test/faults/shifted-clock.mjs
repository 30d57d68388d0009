// Preloaded into a process of Dateline (`node --import`): its clock is so many milliseconds off as the file of CLOCK_FILE says. It
// reads the file at its start, and again at SIGUSR2: the clock jumps. The monotonic clock, and so every timer, stays.
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
