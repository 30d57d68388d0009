// Bodies other than JSON that this module's routes accept, and their parsers.
import type { FastifyInstance } from 'fastify';
import { addRawParser } from '../access/request/body-parsers.js';
import { BODY_LIMIT, type BodyRules } from '../access/request/body-rules.js';
import { NINJS } from '../core/format/ninjs.js';

/** Bytes of an import. */
const IMPORT_LIMIT = 16 * 1024 * 1024;
const PAGE_TYPES = ['text/html', 'text/plain'];
/** A WordPress export. */
const XML_TYPES = ['application/xml', 'text/xml', 'application/rss+xml'];
/** Feeds of any format, as WebSub hubs push them. */
const FEED_PATTERN = /^(?:application|text)\/(?:[\w.-]+\+)?(?:xml|json)\b/;

export const STORY_BODY: BodyRules = {
  types: ['application/json', ...PAGE_TYPES, NINJS],
  limits: { [NINJS]: IMPORT_LIMIT },
};
export const IMPORT_BODY: BodyRules = {
  types: [NINJS, ...XML_TYPES],
  limits: Object.fromEntries([NINJS, ...XML_TYPES].map((type) => [type, IMPORT_LIMIT])),
};
export const FEED_BODY: BodyRules = {
  types: ['application/xml', 'text/xml', 'application/json', 'text/json', '+xml', '+json'],
};

/** Call once, after the default parsers are added. Imports stay bytes: a worker thread parses them. */
export function addArriveParsers(fastify: FastifyInstance): void {
  addRawParser(fastify, PAGE_TYPES, { maxBytes: BODY_LIMIT });
  addRawParser(fastify, [NINJS], { maxBytes: IMPORT_LIMIT, utf8: true });
  addRawParser(fastify, XML_TYPES, { maxBytes: IMPORT_LIMIT });
  addRawParser(fastify, FEED_PATTERN, { maxBytes: BODY_LIMIT });
}
