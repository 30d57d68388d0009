// Turns errors into HTTP responses: RFC 9457 problem documents with a code of the closed list, never a stack
// trace or SQL.
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatelineError, ERRORS, type ErrorCode } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { isTransient } from '../../store/database/database.js';
import { writeRefusal } from '../../store/database/write-circuit-breaker.js';
import { bodyTooLarge, unsupportedType } from './body-rules.js';

const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  invalid_json: 400,
  invalid_field: 422,
  invalid_content: 422,
  bad_cursor: 400,
  bad_channel: 400,
  reset: 410,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  killed: 410,
  merged: 410,
  revision_conflict: 412,
  idempotency_conflict: 422,
  too_large: 413,
  unsupported_type: 415,
  too_many: 429,
  unavailable: 503,
  not_writable: 503,
  internal: 500,
};

export const statusOf = (code: ErrorCode): number => STATUS[code];

/** RFC 9457, with extension members: `errors` names fields, `advice` says what to do. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  advice: string;
  code: ErrorCode;
  retryable: boolean;
  errors?: unknown;
  cursor?: string;
  reason?: string;
  revision?: number;
  into?: string;
};

export function problemOf(error: DatelineError): Problem {
  const { retryAfterMs: _retryAfterMs, ...detail } = error.detail;
  const { title, retryable, advice } = ERRORS[error.code];
  return {
    type: `urn:dateline:problem:${error.code}`,
    title,
    status: STATUS[error.code],
    detail: error.message,
    advice,
    code: error.code,
    retryable,
    ...detail,
  };
}

/** Errors of Fastify and Nest as codes of the closed list; an unknown error becomes `internal`. */
function translate(error: unknown, request: FastifyRequest): DatelineError {
  if (error instanceof DatelineError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge(request);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return unsupportedType(request);
  if (code === 'FST_ERR_BAD_URL')
    return new DatelineError(
      'bad_request',
      'The address is malformed: % must be followed by two hexadecimal digits, and they must be UTF-8.',
    );
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return new DatelineError('not_found', 'There is nothing at this address.');
  if (code.startsWith('FST_ERR_CTP_') || error instanceof SyntaxError)
    return new DatelineError('invalid_json', error instanceof Error ? error.message : 'The body can not be parsed.');
  const notWritable = writeRefusal(error);
  if (notWritable !== null) return notWritable;
  if (isTransient(error)) return new DatelineError('unavailable', 'The database does not answer; try again.');
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : error instanceof Error && 'statusCode' in error
        ? Number(error.statusCode)
        : 500;
  if (status === 413) return bodyTooLarge(request);
  if (status === 415) return unsupportedType(request);
  if (status === 404) return new DatelineError('not_found', 'There is nothing at this address.');
  if (status >= 400 && status < 500)
    return new DatelineError('bad_request', error instanceof Error ? error.message : 'The request is malformed.');
  return new DatelineError('internal', 'An unexpected error occurred; it was logged.');
}

/** Answers with the problem document, and logs errors that are ours. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  // The client disconnected while sending its body.
  if (error !== null && request.raw.errored === error) {
    log.debug({ method: request.method, url: request.url.split('?')[0] }, 'the client disconnected');
    return;
  }
  const known = translate(error, request);
  if (known.code === 'internal' || known.code === 'unavailable') {
    log.error({ err: error, method: request.method, url: request.url.split('?')[0] }, 'a request failed');
  }
  if (reply.sent) return;
  const problem = problemOf(known);
  if (known.code === 'unauthorized' && !reply.hasHeader('www-authenticate')) {
    void reply.header('www-authenticate', 'Bearer realm="dateline"');
  }
  if (known.detail.retryAfterMs !== undefined)
    void reply.header('retry-after', Math.ceil(known.detail.retryAfterMs / 1000));
  void reply
    .status(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}

/**
 * A hook that answers its own errors: a plugin with its own error handler would answer them without a problem
 * document.
 */
export const answeringProblems =
  (hook: (request: FastifyRequest, reply: FastifyReply) => Promise<void>, log: Logger) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    try {
      await hook(request, reply);
      return undefined;
    } catch (error) {
      sendProblem(error, request, reply, log);
      return reply;
    }
  };

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log);
  }
}
