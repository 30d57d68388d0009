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

/** Bull Board at /ops/queues, for holders of the ops scope. */
export async function attachQueueBoard(fastify: FastifyInstance, jobs: SubmissionQueue, holders: KeyAuthenticator, audit: Audit, log: Logger): Promise<void> {
  const adapter = new BoardAdapter().setBasePath(PATH);
  createBullBoard({ queues: [new BullMQAdapter(jobs.queue)], serverAdapter: adapter, options: { uiConfig: { boardTitle: 'Dateline' } } });
  await fastify.register(
    async (board) => {
      // The board has an error handler of its own, so a refusal is sent from here.
      board.addHook('onRequest', async (request, reply) => {
        try {
          const held = await holders.authenticate(request);
          if (held === null) throw new DatelineError('unauthorized', 'Sign in at /ops, or send a key with the scope "ops" as "Authorization: Bearer <key>".');
          if (!held.principal.scopes.has('ops')) throw new DatelineError('forbidden', 'The key lacks the scope "ops".');
          // Retries, promotions, pauses: whatever the board's buttons do.
          if (!SAFE_METHODS.has(request.method)) await audit.record(held.principal, request, { action: 'queue.changed', target: request.url.split('?')[0] ?? null, detail: { method: request.method } });
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
