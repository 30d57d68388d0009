// Webhooks: their settings, and the content of a delivery. Headers and signatures follow Standard Webhooks
// 1.0.
import { z } from 'zod';
import { parseCursor } from '../log/cursor.js';
import { httpUrlField } from '../text/schema-field.js';
import type { Update } from '../log/update.js';

/** A delivery's body: the update as on sockets, or the same in a CloudEvent (1.0, structured mode). */
const WEBHOOK_FORMATS = ['update', 'cloudevents'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/**
 * Dateline disables, a publisher pauses. In both states the position in the log stays, so no update is lost.
 */
const WEBHOOK_STATES = ['active', 'paused', 'disabled'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

const MAX_URL_LENGTH = 2_000;
/** As Standard Webhooks requires. */
const SECRET_BYTES = { min: 24, max: 64 };
const SECRET = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

const isSecret = (text: string): boolean => {
  const [, encoded] = SECRET.exec(text) ?? [];
  const bytes = Buffer.from(encoded ?? '', 'base64').length;
  return bytes >= SECRET_BYTES.min && bytes <= SECRET_BYTES.max;
};

const url = httpUrlField
  .refine(
    (text) => new URL(text).username === '' && new URL(text).password === '',
    'must not contain a user or password: verify the signature instead',
  )
  .transform((text) => {
    const read = new URL(text);
    read.hash = '';
    return read.href;
  })
  .pipe(z.string().max(MAX_URL_LENGTH));
const channel = z.string().max(2_048);
const format = z.enum(WEBHOOK_FORMATS, { error: `must be one of ${WEBHOOK_FORMATS.join(', ')}` });
const secret = z
  .string()
  .max(200)
  .refine(isSecret, `must be whsec_ and the base64 of ${SECRET_BYTES.min} to ${SECRET_BYTES.max} bytes`);
const cursor = z
  .string()
  .max(64)
  .refine((text) => {
    try {
      return parseCursor(text).seq >= 0;
    } catch {
      return false;
    }
  }, 'must be a cursor: epoch.seq');

/** `POST /v1/webhooks`. A new webhook starts at the head of the log. */
export const webhookInput = z
  .strictObject({ url, channel, secret: secret.optional(), format: format.default('update') })
  .meta({ id: 'WebhookInput' });
export type WebhookInput = z.output<typeof webhookInput>;

/**
 * `PATCH /v1/webhooks/<id>`. `paused: false` also enables a disabled one. After a new secret, the previous
 * one stays valid for a day.
 */
export const webhookPatch = z
  .strictObject({
    url: url.optional(),
    channel: channel.optional(),
    format: format.optional(),
    paused: z.boolean().optional(),
    secret: secret.optional(),
    rotateSecret: z.literal(true).optional(),
  })
  .refine((patch) => patch.secret === undefined || patch.rotateSecret === undefined, {
    path: ['rotateSecret'],
    error: 'generates a secret: do not send one too',
  })
  .meta({ id: 'WebhookPatch' });
export type WebhookPatch = z.output<typeof webhookPatch>;

/** Replays from a cursor on, or one update by its cursor, or all dead letters in order. */
export const replayInput = z
  .strictObject({ after: cursor.optional(), only: cursor.optional(), deadLetters: z.literal(true).optional() })
  .refine(
    (asked) => Object.values(asked).filter((one) => one !== undefined).length === 1,
    'must contain exactly one of after, only and deadLetters',
  )
  .meta({ id: 'WebhookReplay' });
export type ReplayInput = z.output<typeof replayInput>;

/**
 * The `webhook-id` of an update: the same at each attempt and replay. Without full stops, which separate the
 * signed parts.
 */
export const messageId = (webhook: string, epoch: string, seq: number): string =>
  `msg_${webhook.replaceAll('-', '')}_${epoch}_${seq}`;

/** A delivery's body and media type. `origin` is the public origin of this server, if known. */
export function encodeDelivery(
  update: Update,
  format: WebhookFormat,
  origin: string | undefined,
): { contentType: string; body: string } {
  if (format === 'update') return { contentType: 'application/json', body: JSON.stringify(update) };
  const event = {
    specversion: '1.0',
    // Source and id identify an event; the same entry in another channel has another source.
    id: update.cursor,
    source: `${origin ?? ''}/v1/updates?channel=${encodeURIComponent(update.channel)}`,
    type: `dateline.update.${update.change.class}`,
    subject: `story/${update.story.id}`,
    time: update.at,
    datacontenttype: 'application/json',
    data: update,
  };
  return { contentType: 'application/cloudevents+json; charset=utf-8', body: JSON.stringify(event) };
}
