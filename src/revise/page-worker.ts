// Runs in a worker thread: a large or hostile page takes seconds, and they must not be those of readers and publishers.
import { parsePage, type PageInput } from '../core/page.js';
import type { ParsedPage } from '../core/story.js';

export const parse = (input: PageInput): ParsedPage => parsePage(input);
