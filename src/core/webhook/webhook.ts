// What a webhook is: what may be asked of one, and what a delivery says. Headers and signatures are those of Standard Webhooks 1.0.
import { z } from 'zod';
import { parseCursor } from '../log/cursor.js';
import { httpUrlField } from '../text/schema-field.js';
import type { Update } from '../log/update.js';

/** A delivery's body: the update as sockets get it, or the same in a CloudEvent (1.0, structured mode). */
export const FORMATS = ['update', 'cloudevents'] as const;
export type WebhookFormat = (typeof FORMATS)[number];

/** `disabled` is what Dateline did by itself, `paused` what somebody asked for. Neither loses anything: its place in the log stays. */
export const WEBHOOK_STATES = ['active', 'paused', 'disabled'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

const LONGEST_URL = 2_000;
/** Standard Webhooks asks for 24 to 64 random bytes. */
const SECRET_BYTES = { least: 24, most: 64 };
const SECRET = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

const isSecret = (text: string): boolean => {
  const [, encoded] = SECRET.exec(text) ?? [];
  const bytes = Buffer.from(encoded ?? '', 'base64').length;
  return bytes >= SECRET_BYTES.least && bytes <= SECRET_BYTES.most;
};

const url = httpUrlField
  .refine((text) => new URL(text).username === '' && new URL(text).password === '', 'must not hold a user or a password: verify the signature')
  .transform((text) => {
    const read = new URL(text);
    read.hash = '';
    return read.href;
  })
  .pipe(z.string().max(LONGEST_URL));
const channel = z.string().max(2_048);
const format = z.enum(FORMATS, { error: `must be one of ${FORMATS.join(', ')}` });
const secret = z.string().max(200).refine(isSecret, `must be whsec_ and the base64 of ${SECRET_BYTES.least} to ${SECRET_BYTES.most} bytes`);
const cursor = z.string().max(64).refine((text) => {
  try {
    return parseCursor(text).seq >= 0;
  } catch {
    return false;
  }
}, 'must be a cursor, epoch.seq');

/** A new webhook; it begins at the head of the log. */
export const webhookInput = z
  .strictObject({ url, channel, secret: secret.optional(), format: format.default('update') })
  .meta({ id: 'WebhookInput' });
export type WebhookInput = z.output<typeof webhookInput>;

/** `paused: false` also turns a disabled one on again. A new secret leaves the one before it alive for a day. */
export const webhookPatch = z
  .strictObject({ url: url.optional(), channel: channel.optional(), format: format.optional(), paused: z.boolean().optional(), secret: secret.optional(), rotateSecret: z.literal(true).optional() })
  .refine((patch) => patch.secret === undefined || patch.rotateSecret === undefined, { path: ['rotateSecret'], error: 'makes a secret: do not send one' })
  .meta({ id: 'WebhookPatch' });
export type WebhookPatch = z.output<typeof webhookPatch>;

/** From a cursor on, or one update by its cursor, or all dead letters one after the other. */
export const replayInput = z
  .strictObject({ after: cursor.optional(), only: cursor.optional(), deadLetters: z.literal(true).optional() })
  .refine((asked) => Object.values(asked).filter((one) => one !== undefined).length === 1, 'must name one of after, only and deadLetters')
  .meta({ id: 'WebhookReplay' });
export type ReplayInput = z.output<typeof replayInput>;

/** The `webhook-id` of an update for a webhook: the same at each attempt and replay. A full stop would blur what is signed. */
export const messageId = (webhook: string, epoch: string, seq: number): string => `msg_${webhook.replaceAll('-', '')}_${epoch}_${seq}`;

/** A delivery's body and its media type. `origin` is where this Dateline is reached, where that is known. */
export function deliveryOf(update: Update, format: WebhookFormat, origin: string | undefined): { contentType: string; body: string } {
  if (format === 'update') return { contentType: 'application/json', body: JSON.stringify(update) };
  const event = {
    specversion: '1.0',
    // Source and id together name one event; the same entry in another channel has another source.
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
