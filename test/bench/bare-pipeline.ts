// The baseline: the least that publishes over HTTP, a BullMQ queue on Redis and Socket.IO can do. No store, no
// parsing, no order, no resume.
import { Queue, Worker } from 'bullmq';
import { fastify } from 'fastify';
import { Server } from 'socket.io';

const [port = '0', redisUrl = ''] = process.argv.slice(2);
const connection = { url: redisUrl, maxRetriesPerRequest: null };

const io = new Server({ transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  socket.on('subscribe', ({ channel }: { channel: string }, done: (answer: object) => void) => {
    void socket.join(channel);
    done({ ok: true });
  });
});
const queue = new Queue('stories', { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
const worker = new Worker('stories', async (job) => void io.to('all').emit('update', job.data), {
  connection,
  concurrency: 48,
});
const app = fastify();
app.get('/health/ready', async () => ({ ok: true }));
app.post('/v1/stories', async (request, reply) => {
  await queue.add('story', request.body);
  return reply.status(202).send({ ok: true });
});
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
await app.ready();
io.attach(app.server);
await app.listen({ port: Number(port), host: '127.0.0.1' });
