// Runs in a worker thread: comparing long texts would block other requests.
import { differenceJson, type RevisionPair } from './difference-json.js';
import { differenceParts, type DifferenceParts } from './diff-page.js';

export const json = (pair: RevisionPair): string => differenceJson(pair);
export const parts = (pair: RevisionPair): DifferenceParts => differenceParts(pair);
