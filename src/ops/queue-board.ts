import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter as BoardAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { Audit } from '../access/audit.js';
import type { KeyRing } from '../access/key-ring.js';
import { problemOf } from '../access/problem.filter.js';
import { holderOf } from '../access/scope.guard.js';
import { DatelineError } from '../core/errors.js';
import { isOurs } from './same-origin.guard.js';
import type { Jobs } from '../queue/jobs.js';

const PATH = '/ops/queues';

/** Bull Board at /ops/queues, for holders of the ops scope: a browser asks for the key as a password, whatever the user's name. */
export async function attachQueueBoard(fastify: FastifyInstance, jobs: Jobs, keyRing: KeyRing, audit: Audit): Promise<void> {
  const adapter = new BoardAdapter().setBasePath(PATH);
  createBullBoard({ queues: [new BullMQAdapter(jobs.queue)], serverAdapter: adapter, options: { uiConfig: { boardTitle: 'Dateline' } } });
  await fastify.register(
    async (board) => {
      // The board has an error handler of its own, so a refusal is sent from here.
      board.addHook('onRequest', async (request, reply) => {
        try {
          const holder = await holderOf(request.headers.authorization, keyRing);
          if (holder === null) throw new DatelineError('unauthorized', 'Send a key with the scope "ops", as the password.');
          if (!isOurs(request)) throw new DatelineError('forbidden', 'This was asked for by a page of another site.');
          if (!holder.scopes.has('ops')) throw new DatelineError('forbidden', 'The key lacks the scope "ops".');
          // Retries, promotions, pauses: whatever the board's buttons do.
          if (request.method !== 'GET' && request.method !== 'HEAD') await audit.note(holder, request, { action: 'queue.changed', target: request.url.split('?')[0] ?? null, detail: { method: request.method } });
        } catch (error) {
          if (!(error instanceof DatelineError)) throw error;
          const problem = problemOf(error);
          if (error.code === 'unauthorized') void reply.header('www-authenticate', 'Basic realm="Dateline", charset="UTF-8"');
          await reply.status(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
        }
      });
      await board.register(adapter.registerPlugin());
    },
    { prefix: PATH },
  );
}
