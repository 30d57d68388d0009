import { SAFE_METHODS } from '../principal/key-authenticator.js';

/** True for `GET /v1/updates` that accepts an event stream: it is a connection, not one read. */
export const isEventStreamRequest = (request: {
  method: string;
  url: string;
  headers: { accept?: string | undefined };
}): boolean =>
  SAFE_METHODS.has(request.method) &&
  request.url.split('?')[0] === '/v1/updates' &&
  (request.headers.accept ?? '').toLowerCase().includes('text/event-stream');
