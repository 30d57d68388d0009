// Runs in a worker thread: a large or hostile feed takes seconds, and they must not be those of readers and publishers.
import { readSource, type SourceAnswer, type SourceReading } from '../core/source-reading.js';

export const read = (answer: SourceAnswer): SourceReading => readSource(answer);
