// A request that may not see an operator page gets the sign-in page in a browser, else a problem document.
import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SAFE_METHODS } from '../../access/principal/key-authenticator.js';
import { sendProblem, statusOf } from '../../access/request/problem.filter.js';
import { hasSession } from '../../access/request/session-cookie.js';
import { DatelineError } from '../../core/errors.js';
import { safeReturnPath } from '../../core/sign-in.js';
import { LOGGER, type Logger } from '../../logger.js';
import { signInPage } from './sign-in-page.js';

const SIGN_IN_CODES = new Set(['unauthorized', 'forbidden', 'too_many', 'invalid_field']);
const SIGN_IN_PATH = '/ops/sign-in';

/** True for a browser's navigation, and for a request that doesn't say what it accepts. */
function acceptsPage({ method, headers }: FastifyRequest): boolean {
  const { accept = '*/*', authorization = '', 'sec-fetch-dest': dest = 'document' } = headers;
  if (authorization !== '' || dest !== 'document') return false;
  return /text\/html/i.test(accept) || (SAFE_METHODS.has(method) && /\*\/\*/.test(accept) && !/json/i.test(accept));
}

/** The message above the form; null on a first visit. */
const messageFor = (error: DatelineError, { raw, routeOptions }: FastifyRequest): string | null => {
  if (error.code === 'invalid_field') return 'Enter a key.';
  if (error.code !== 'unauthorized' || routeOptions.url === SIGN_IN_PATH) return error.message;
  const isSignedOut = hasSession(raw.headers.cookie) && raw.headers['sec-fetch-site'] !== 'cross-site';
  return isSignedOut ? 'You are signed out: your session or its key has expired.' : null;
};

/** Sends the sign-in page, or the problem document. */
export function sendSignInOrProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  if (!(error instanceof DatelineError) || !SIGN_IN_CODES.has(error.code) || !acceptsPage(request)) {
    return sendProblem(error, request, reply, log);
  }
  const { body, method, url, headers } = request;
  const target = isSignInRoute(request)
    ? (body as { to?: unknown } | undefined)?.to
    : SAFE_METHODS.has(method)
      ? url
      : undefined;
  const to = safeReturnPath('/ops', typeof target === 'string' ? target : undefined);
  // A link on another site comes without the session cookie (SameSite). Loading the page again from ours
  // sends it.
  const again = error.code === 'unauthorized' && SAFE_METHODS.has(method) && headers['sec-fetch-site'] === 'cross-site';
  if (error.detail.retryAfterMs !== undefined)
    void reply.header('retry-after', Math.ceil(error.detail.retryAfterMs / 1000));
  // No WWW-Authenticate: the browser would prompt for a password, and then send it with requests that other
  // sites trigger.
  void reply
    .status(statusOf(error.code))
    .headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
    .type('text/html; charset=utf-8')
    .send(signInPage({ to, why: messageFor(error, request), again }));
}

const isSignInRoute = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === SIGN_IN_PATH;

@Catch()
export class SignInFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendSignInOrProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log);
  }
}
