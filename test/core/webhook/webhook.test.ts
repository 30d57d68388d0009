import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Update } from '../../../src/core/log/update.js';
import {
  encodeDelivery,
  messageId,
  replayInput,
  webhookInput,
  webhookPatch,
} from '../../../src/core/webhook/webhook.js';
import { CLOUD_EVENT } from '../../support/cloud-event.js';

const update: Update = {
  channel: 'topic/café & bar',
  cursor: 'abc.7',
  prev: 3,
  at: '2026-03-01T10:00:00.000Z',
  story: {
    id: '01a20dc7-4e08-7510-8b39-207b1b0cfba1',
    uri: null,
    url: null,
    kind: 'article',
    revision: 1,
    headline: 'H',
    pubStatus: 'usable',
    firstCreated: null,
    versionCreated: null,
    topics: [],
  },
  change: { class: 'first', silent: false, significance: 1 },
};
const validate = new Ajv({ strict: true, allErrors: true }).compile(CLOUD_EVENT);

test.each([['https://news.example'], [undefined]])(
  'a CloudEvent conforms to the specification and contains the whole update (at %s)',
  (origin) => {
    const { contentType, body } = encodeDelivery(update, 'cloudevents', origin);
    const event = JSON.parse(body) as { data: Update; source: string; id: string };
    validate(event);
    expect(validate.errors).toBeNull();
    expect(contentType).toMatch(/^application\/cloudevents\+json\b/);
    expect(event).toMatchObject({
      id: 'abc.7',
      source: `${origin ?? ''}/v1/updates?channel=topic%2Fcaf%C3%A9%20%26%20bar`,
      data: update,
    });
  },
);

test('one entry in two channels is two events', () => {
  const events = ['all', 'topic/x'].map(
    (channel) =>
      JSON.parse(encodeDelivery({ ...update, channel }, 'cloudevents', undefined).body) as {
        source: string;
        id: string;
      },
  );
  expect(new Set(events.map(({ source, id }) => `${source} ${id}`)).size).toBe(2);
});

test('a webhook-id has no full stop, and is unique by webhook, epoch and seq', () => {
  const ids = ['01a20dc7-4e08-7510-8b39-207b1b0cfba1', '01a20dc7-4e08-7510-8b39-207b1b0cfba2'].flatMap((hook) =>
    ['abc', 'abd'].flatMap((epoch) => [1, 11].map((seq) => messageId(hook, epoch, seq))),
  );
  expect(new Set(ids).size).toBe(8);
  for (const id of ids) expect(id).toMatch(/^[\w-]+$/);
});

test.each([
  ['24 bytes', `whsec_${Buffer.alloc(24, 1).toString('base64')}`, true],
  ['64 bytes', `whsec_${Buffer.alloc(64, 1).toString('base64')}`, true],
  ['23 bytes', `whsec_${Buffer.alloc(23, 1).toString('base64')}`, false],
  ['65 bytes', `whsec_${Buffer.alloc(65, 1).toString('base64')}`, false],
  ['no prefix', Buffer.alloc(32, 1).toString('base64'), false],
  ['another alphabet', `whsec_${Buffer.alloc(32, 255).toString('base64url')}`, false],
  ['nothing', 'whsec_', false],
])('a secret of %s', (_what, secret, good) => {
  expect(webhookInput.safeParse({ url: 'https://hooks.example/x', channel: 'all', secret }).success).toBe(good);
});

test('a patch or replay with contradicting fields is rejected', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  expect(webhookPatch.safeParse({ secret, rotateSecret: true }).success).toBe(false);
  expect(replayInput.safeParse({ after: 'abc.1', deadLetters: true }).success).toBe(false);
  expect(replayInput.safeParse({ after: 'abc' }).success).toBe(false);
  expect(replayInput.safeParse({ after: 'abc.1' }).success).toBe(true);
});
