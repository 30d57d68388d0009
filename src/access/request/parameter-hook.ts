import type { FastifyInstance } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import { cleanRequestBody } from '../../core/text/clean-json.js';
import { cleanText } from '../../core/text/clean-text.js';

/**
 * Applies the text rule to path and query parameters, and refuses a Content-Type that is not printable ASCII,
 * which is stored.
 */
export function addParameterHook(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', async ({ params, query, headers }) => {
    const values = typeof params === 'object' && params !== null ? Object.values(params) : [];
    // Nothing stored has a name that the text rule would change.
    if (values.some((value) => typeof value === 'string' && cleanText(value) !== value)) {
      throw new DatelineError('not_found', 'There is nothing at this address.');
    }
    if (/[^\t\x20-\x7e]/.test(headers['content-type'] ?? '')) {
      throw new DatelineError('bad_request', 'The header Content-Type must be printable ASCII.');
    }
    cleanRequestBody(query);
  });
}
