// One schema for each socket message. The gateway validates client messages with them; AsyncAPI and the tests
// use those of the server.
import { z } from 'zod';
import { CHANGE_CLASSES } from '../story/change.js';
import { KINDS, PUB_STATUSES } from '../story/story.js';
import { timestampField } from '../text/schema-field.js';

const cursor = z.string().meta({ description: 'A position in the log, epoch.seq', examples: ['cb61629779.2'] });
const channel = z
  .string()
  .max(2048)
  .meta({ description: 'all, story/<id>, topic/<name> or publisher/<name>', examples: ['all'] });
const retryAfterMs = z
  .number()
  .optional()
  .meta({ description: 'With `too_many` and `unavailable`: the wait before a retry' });

export const subscribeInput = z.object({ channel, since: z.string().max(64).nullish() });
export const unsubscribeInput = z.object({ channel });
export const tokenInput = z.object({ token: z.string().max(8192) });

/** Acknowledges `token`: with its expiry, or the reason why it was refused. */
const tokenAck = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), expiresAt: timestampField.nullable() }),
  z.object({ ok: z.literal(false), code: z.string(), retryable: z.boolean(), reason: z.string(), retryAfterMs }),
]);
export type TokenAck = z.output<typeof tokenAck>;

/** Acknowledges `subscribe` and `unsubscribe`. */
export const subscribeAck = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    channel,
    cursor: cursor.optional(),
    mode: z.enum(['live', 'replayed', 'reset']).optional(),
  }),
  z.object({ ok: z.literal(false), code: z.string(), retryable: z.boolean(), reason: z.string(), retryAfterMs }),
]);
export type SubscribeAck = z.output<typeof subscribeAck>;

const at = z.int().min(0);
const op = z.discriminatedUnion('op', [
  z.object({ op: z.literal('edit'), at, text: z.string() }),
  z.object({ op: z.literal('add'), at, paragraph: z.number(), text: z.string() }),
  z.object({ op: z.literal('delete'), at }),
  z.object({ op: z.literal('move'), from: at, to: at, paragraph: z.number() }),
]);

export const serverMessages = {
  welcome: z
    .object({ epoch: z.string(), head: z.int().min(0), node: z.string() })
    .meta({ description: 'Sent on connection.' }),
  update: z
    .object({
      channel,
      cursor,
      prev: z.int().min(0).meta({ description: 'seq of the update before it in this channel; 0 where there is none' }),
      at: timestampField,
      story: z.strictObject({
        id: z.uuid(),
        uri: z.string().nullable(),
        url: z.string().nullable(),
        kind: z.enum(KINDS),
        partOf: z.uuid().optional(),
        revision: z.int().min(1),
        headline: z.string().nullable().meta({ description: 'null where the story is hidden' }),
        pubStatus: z.enum(PUB_STATUSES),
        firstCreated: timestampField.nullable(),
        versionCreated: timestampField.nullable(),
        topics: z.array(z.string()),
      }),
      change: z.strictObject({
        class: z.enum(CHANGE_CLASSES),
        silent: z.boolean(),
        significance: z.number().min(0).max(1),
        fields: z.array(z.string()).optional(),
        reparsed: z.literal(true).optional(),
        suggests: z.literal('kill').optional(),
        mergedInto: z
          .uuid()
          .optional()
          .meta({ description: 'The story into which this one was merged: load that one' }),
        splitInto: z
          .uuid()
          .optional()
          .meta({ description: 'The story that later revisions of this one were split into' }),
        splitFrom: z.strictObject({ story: z.uuid(), revision: z.int().min(2) }).optional(),
        ops: z.array(op).optional().meta({ description: 'On story/ channels: turn revision base into this one' }),
        base: z.int().min(1).optional(),
      }),
    })
    .meta({ description: 'One entry of the log, in one channel.' }),
  sync: z
    .object({ cursor })
    .meta({ description: 'The position of the log, every 20 s, once all subscriptions are live.' }),
  reset: z
    .object({ channel, reason: z.string(), cursor })
    .meta({ description: 'The cursor can not be resumed from: reload the stories, then continue from this one.' }),
  unsubscribed: z.object({ channel, code: z.string(), reason: z.string(), cursor: cursor.nullable() }).meta({
    description:
      'Access to a private channel has ended, and so has its subscription; with a new token it can be resumed from the cursor. Others continue.',
  }),
  expired: z
    .object({ code: z.string(), reason: z.string() })
    .meta({ description: 'The key that opened the socket is no longer valid: the socket is closed.' }),
  drain: z
    .object({ withinMs: z.int().min(0) })
    .meta({ description: 'Reconnect elsewhere at a random moment within this time.' }),
};

type Schema = Record<string, unknown>;
const schemaOf = (schema: z.ZodType): Schema => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};

/** The socket protocol as an AsyncAPI 3.0 document. */
export function asyncApi(): Schema {
  const serverEntries = Object.entries(serverMessages).map(([name, schema]) => [
    name,
    { name, summary: schema.description, payload: schemaOf(schema) },
  ]);
  const clientEntries = [
    [
      'subscribe',
      {
        name: 'subscribe',
        summary: 'Subscribe to a channel, from `since` or from now; acknowledged.',
        payload: schemaOf(subscribeInput),
        'x-ack': schemaOf(subscribeAck),
      },
    ],
    [
      'token',
      {
        name: 'token',
        summary: 'Replace the key or token, before or after the previous one expired; acknowledged.',
        payload: schemaOf(tokenInput),
        'x-ack': schemaOf(tokenAck),
      },
    ],
    [
      'unsubscribe',
      {
        name: 'unsubscribe',
        summary: 'Unsubscribe; acknowledged.',
        payload: schemaOf(unsubscribeInput),
        'x-ack': schemaOf(subscribeAck),
      },
    ],
  ];
  const refer = ([name]: unknown[]) => ({ $ref: `#/channels/socket/messages/${String(name)}` });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Dateline',
      version: '1',
      description:
        'Socket.IO 4 (protocol v5), default namespace, WebSocket transport. /v1/updates streams the same updates as Server-Sent Events. ' +
        'Connect with `auth: {token}` to read private content; a page of the server’s own origin may send `{session: true}` instead, if its ' +
        'browser is signed in. A refused connection (`unauthorized`, or `too_many` over a limit) gets a `connect_error` whose `data` is the ' +
        'acknowledgement of a refused `subscribe`: `{ok: false, code, reason, retryable, retryAfterMs}`.',
    },
    channels: {
      socket: { address: '/socket.io/', messages: Object.fromEntries([...serverEntries, ...clientEntries]) },
    },
    operations: {
      send: { action: 'send', channel: { $ref: '#/channels/socket' }, messages: serverEntries.map(refer) },
      receive: { action: 'receive', channel: { $ref: '#/channels/socket' }, messages: clientEntries.map(refer) },
    },
  };
}
