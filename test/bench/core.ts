// The core beside the libraries that do the same elsewhere, in one run, each row with its goal:
// npm run bench:core [-- --cases <folder with stamps.jsonl and revisions.jsonl>]. Some two minutes.
import { parseArgs } from 'node:util';
import { comparingQuality, comparingSpeed } from './comparing.js';
import { readingQuality, readingSpeed } from './reading.js';
import { say } from './table.js';

const { values } = parseArgs({ options: { cases: { type: 'string' } } });
const folder = values.cases ?? null;
say(
  folder === null
    ? 'Labelled cases: the few copies among the tests. All of them: -- --cases <folder>.'
    : 'Labelled cases: those of the folder given.',
);
readingSpeed();
comparingSpeed();
readingQuality(folder);
comparingQuality(folder);
