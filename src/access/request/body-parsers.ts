// Content type parsers. Bodies arrive as bytes, and stay on the request beside what JSON makes of them: a
// submission is stored as sent.
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import { exceedsJsonValueCount } from '../../core/text/json-value-count.js';
import { cleanRequestBody } from '../../core/text/clean-json.js';
import {
  acceptsForms,
  acceptsType,
  bodyLimitOf,
  bodyTooLarge,
  FORM_LIMIT,
  FORM_TYPE,
  unsupportedType,
} from './body-rules.js';

/** JSON values and object members of a body. A story of 5,000 paragraphs and 100 pictures has some 7,000. */
const MAX_JSON_VALUES = 20_000;

type Parsed = (error: Error | null, body?: unknown) => void;

/** RFC 8259, 8.1: JSON is UTF-8. Decoding anything else would change it silently. */
const notUtf8 = (): DatelineError => new DatelineError('invalid_json', 'The body is not UTF-8.');

const tooManyValues = (): DatelineError =>
  new DatelineError(
    'invalid_field',
    `The body has more than ${MAX_JSON_VALUES} JSON values and members. Send a smaller story.`,
    {
      errors: [{ field: 'the body as a whole', reason: `has more than ${MAX_JSON_VALUES} values and members` }],
    },
  );

function keepRawBody(request: FastifyRequest, body: Buffer): void {
  (request as FastifyRequest & { rawBody?: Buffer }).rawBody = body;
}

/** Replaces Fastify's parsers with those for JSON and forms. */
export function addDefaultParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parseJson = jsonParser(fastify);
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    keepRawBody(request, body);
    if (exceedsJsonValueCount(body, MAX_JSON_VALUES)) done(tooManyValues());
    else if (isUtf8(body)) parseJson(request, body.toString('utf8'), done);
    else done(notUtf8());
  });
  fastify.addContentTypeParser(
    FORM_TYPE,
    { parseAs: 'string', bodyLimit: FORM_LIMIT },
    (request, body: string, done) => {
      if (acceptsForms(request)) done(null, Object.fromEntries(new URLSearchParams(body)));
      else done(unsupportedType(request), undefined);
    },
  );
}

/**
 * Adds a parser that leaves the body as bytes, for routes that accept the type. `utf8`: refuse other
 * encodings as `invalid_json`.
 */
export function addRawParser(
  fastify: FastifyInstance,
  types: string[] | RegExp,
  { maxBytes, utf8 = false }: { maxBytes: number; utf8?: boolean },
): void {
  fastify.addContentTypeParser(types, { parseAs: 'buffer', bodyLimit: maxBytes }, (request, body: Buffer, done) => {
    keepRawBody(request, body);
    if (!acceptsType(request)) done(unsupportedType(request), undefined);
    // Fastify checks the parser's limit; the route may accept less.
    else if (body.length > bodyLimitOf(request)) done(bodyTooLarge(request), undefined);
    else if (utf8 && !isUtf8(body)) done(notUtf8(), undefined);
    else done(null, body);
  });
}

/** JSON that refuses prototype members, with the text rule applied to every string. */
function jsonParser(fastify: FastifyInstance): (request: FastifyRequest, text: string, done: Parsed) => void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request, text, done) =>
    void parse(request, text, (error, body) => {
      if (error !== null) return done(error);
      let clean: unknown;
      try {
        clean = cleanRequestBody(body);
      } catch (fault) {
        return done(fault instanceof Error ? fault : new Error('The text rule failed on a body.', { cause: fault }));
      }
      done(null, clean);
    });
}
