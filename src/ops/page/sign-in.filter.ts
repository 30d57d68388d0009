// Who may not see an operator's page is shown its door, as a page; a program gets the problem document.
import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SAFE_METHODS } from '../../access/principal/key-authenticator.js';
import { sendProblem, statusOf } from '../../access/request/problem.filter.js';
import { hasSession } from '../../access/request/session-cookie.js';
import { DatelineError } from '../../core/errors.js';
import { placeUnder } from '../../core/sign-in.js';
import { LOGGER, type Logger } from '../../logger.js';
import { signInPage } from './sign-in-page.js';

const SIGN_IN_CODES = new Set(['unauthorized', 'forbidden', 'too_many', 'invalid_field']);
export const SIGN_IN_PATH = '/ops/sign-in';

/** True for a browser that goes to a page, and for whoever says nothing of what it wants. */
function acceptsPage({ method, headers }: FastifyRequest): boolean {
  const { accept = '*/*', authorization = '', 'sec-fetch-dest': dest = 'document' } = headers;
  if (authorization !== '' || dest !== 'document') return false;
  return /text\/html/i.test(accept) || (SAFE_METHODS.has(method) && /\*\/\*/.test(accept) && !/json/i.test(accept));
}

/** Said at the door: nothing to who comes for the first time. */
const messageFor = (error: DatelineError, { raw, routeOptions }: FastifyRequest): string | null => {
  if (error.code === 'invalid_field') return 'Type the key.';
  if (error.code !== 'unauthorized' || routeOptions.url === SIGN_IN_PATH) return error.message;
  return hasSession(raw.headers.cookie) && raw.headers['sec-fetch-site'] !== 'cross-site' ? 'You are signed out: your session or its key has ended.' : null;
};

/** Answers with the door, or with the problem. */
export function sendSignInOrProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  if (!(error instanceof DatelineError) || !SIGN_IN_CODES.has(error.code) || !acceptsPage(request)) return sendProblem(error, request, reply, log);
  const { body, method, url, headers } = request;
  const asked = isSignInRoute(request) ? (body as { to?: unknown } | undefined)?.to : SAFE_METHODS.has(method) ? url : undefined;
  const to = placeUnder('/ops', typeof asked === 'string' ? asked : undefined);
  // A session's cookie does not come with a link on another site. From here on the same page is asked for by one of ours.
  const again = error.code === 'unauthorized' && SAFE_METHODS.has(method) && headers['sec-fetch-site'] === 'cross-site';
  if (error.detail.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(error.detail.retryAfterMs / 1000));
  // Without WWW-Authenticate: a browser would ask for a password, and from then on send it with whatever any page makes it send.
  void reply.status(statusOf(error.code)).headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' }).type('text/html; charset=utf-8').send(signInPage({ to, why: messageFor(error, request), again }));
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
