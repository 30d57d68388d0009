// The package export `dateline/core`: parses pages and compares revisions without the server.
export { applyOps } from './revision/ops.js';
export { compareRevisions, type Comparison, type RevisionText } from './revision/compare.js';
export { parsePage } from './page/parse-page.js';
export { DatelineError } from './errors.js';
export type { Change, ChangeClass, Op } from './story/change.js';
export type { Media, Origin, ParsedPage, Provenance, Stamp } from './story/story.js';
