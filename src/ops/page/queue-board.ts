import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter as BoardAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { Audit } from '../../access/audit/audit.js';
import { SAFE_METHODS, type KeyAuthenticator } from '../../access/principal/key-authenticator.js';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import { sendSignInOrProblem } from './sign-in.filter.js';

const PATH = '/ops/queues';
const UNAUTHORIZED = 'Sign in at /ops, or send a key with the scope "ops" as "Authorization: Bearer <key>".';

/** Serves Bull Board at /ops/queues, for keys with the scope `ops`. */
export async function attachQueueBoard(
  fastify: FastifyInstance,
  jobs: SubmissionQueue,
  keys: KeyAuthenticator,
  audit: Audit,
  log: Logger,
): Promise<void> {
  const adapter = new BoardAdapter().setBasePath(PATH);
  const options = { uiConfig: { boardTitle: 'Dateline' } };
  createBullBoard({ queues: [new BullMQAdapter(jobs.queue)], serverAdapter: adapter, options });
  await fastify.register(
    async (board) => {
      // Bull Board sets its own error handler, so errors are sent from here.
      board.addHook('onRequest', async (request, reply) => {
        try {
          const authentication = await keys.authenticate(request);
          if (authentication === null) throw new DatelineError('unauthorized', UNAUTHORIZED);
          const { principal } = authentication;
          if (!principal.scopes.has('ops')) throw new DatelineError('forbidden', 'The key lacks the scope "ops".');
          // Retries, promotions, pauses: every action of the board.
          if (!SAFE_METHODS.has(request.method)) {
            const target = request.url.split('?')[0] ?? null;
            await audit.record(principal, request, {
              action: 'queue.changed',
              target,
              detail: { method: request.method },
            });
          }
          return undefined;
        } catch (error) {
          sendSignInOrProblem(error, request, reply, log);
          return reply;
        }
      });
      await board.register(adapter.registerPlugin());
    },
    { prefix: PATH },
  );
}
