// The door of the package export `dateline/core`: reading pages and comparing revisions, without the server.
export { applyOps } from './ops.js';
export { compareRevisions, type Comparison, type RevisionText } from './compare.js';
export { parsePage } from './page.js';
export { DatelineError } from './errors.js';
export type { Change, ChangeClass, Op } from './change.js';
export type { Media, Origin, ParsedPage, Provenance, Stamp } from './story.js';
