// Alert rules, dashboard and sizing pages use only metrics that Dateline has.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ADMIN_KEY, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { Publisher } from '../../support/publisher.js';

const file = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, '../../../src/ops/assets', name), 'utf8');
const rules = z
  .object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })) })
  .parse(parse(file('alerts.yml')));
const board = z
  .object({ panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })) })
  .parse(JSON.parse(file('grafana-dashboard.json')));
const expressions = [
  ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr] as const)),
  ...board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

let dateline: TestDateline;
/** Metrics by name, with their labels. */
const known = new Map<string, Set<string>>();

beforeAll(async () => {
  dateline = await startEmbedded();
  await new Publisher(dateline)
    .request('post', '/v1/webhooks')
    .send({ url: 'https://hooks.invalid/take', channel: 'all' })
    .expect(201);
  const reader = await dateline.read();
  await reader.subscribe('all', 'another0.7');
  await dateline.publish({ uri: 'a', headline: 'The bridge is open', body: ['Cars cross it.'] });
  const { text } = await dateline.http.get('/metrics').set('authorization', `Bearer ${ADMIN_KEY}`).expect(200);
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    known.set(
      name,
      new Set([...(known.get(name) ?? []), ...[...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)]),
    );
  }
});
afterAll(() => dateline.end());

test.each(expressions)('%s uses existing metrics: %s', (_what, expr) => {
  const names = [...expr.matchAll(/dateline_\w+/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  const by = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => label.trim()),
  );
  const labels = new Set(names.flatMap((name) => [...(known.get(name) ?? [])]));
  expect(by.filter((label) => !labels.has(label))).toEqual([]);
});

test.each(['docs/sizing.md', 'test/bench/README.md'])('%s sizes by existing metrics', (name) => {
  const [, page = ''] =
    /^#{1,2} Sizing$([^]*?)(?=^## |(?![^]))/m.exec(
      readFileSync(resolve(import.meta.dirname, '../../..', name), 'utf8'),
    ) ?? [];
  const names = [...page.matchAll(/`[^`]*?\b((?:dateline|process|nodejs)_\w+)/g)].map(([, figure = '']) => figure);
  expect(names.length).toBeGreaterThan(2);
  // Durations are histograms.
  expect(names.filter((figure) => !known.has(figure) && !known.has(`${figure}_count`))).toEqual([]);
});

test('a stalled worker alerts within 60 s: heartbeats, scrapes and the rule together take less', () => {
  const stalled = rules.groups.flatMap((group) => group.rules).find(({ alert }) => alert === 'DatelineNodeStalled');
  const threshold = Number(/> (\d+)$/.exec(stalled?.expr ?? '')?.[1]);
  // Silent for so long, seen one scrape of 15 s later, and evaluated every 5 s.
  expect(threshold + 15 + 5).toBeLessThan(60);
  expect(stalled).not.toHaveProperty('for');
});
