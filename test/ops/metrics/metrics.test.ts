import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stageLabel, STAGES } from '../../../src/core/log/pipeline-stages.js';
import { columns, type World } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { metricsOf } from '../../support/metrics.js';
import { until } from '../../support/wait.js';

describe.each(columns)('Metrics: $name', ({ settings }) => {
  let world: World;
  let dateline: TestDateline;
  const others: TestDateline[] = [];

  beforeEach(async () => {
    world = await settings();
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.stop();
    await dateline.end();
  });

  test('an update is timed through every stage from publish to socket, and in total', async () => {
    dateline = await TestDateline.start(world);
    const reader = await dateline.read();
    await reader.subscribe('all');
    await dateline.publish({ uri: 'a', headline: 'The bridge is open', body: ['Cars cross it.'] });
    await until(() => reader.updates.length === 1);
    const figures = await until(async () => {
      const now = await metricsOf(dateline);
      return now.get('dateline_publish_to_screen_seconds_count') === 1 ? now : null;
    });
    for (const stage of STAGES)
      expect([stage, figures.get(`dateline_stage_seconds_count{stage="${stageLabel(stage)}"}`)]).toEqual([stage, 1]);
    const whole = figures.get('dateline_publish_to_screen_seconds_sum') ?? 0;
    expect(whole).toBeGreaterThan(0);
    expect(figures.get('dateline_stage_seconds_sum{stage="hinted"}')).toBeLessThanOrEqual(whole + 0.005);
  });

  test('a separate gateway times what another process accepted, and reports its lag', async () => {
    dateline = await TestDateline.start(world, { ROLES: 'api,worker' });
    const gateway = await TestDateline.start(world, { ROLES: 'gateway' });
    others.push(gateway);
    await dateline.publish({ uri: 'a', headline: 'The bridge is open', body: ['Cars cross it.'] });
    await until(async () => (await metricsOf(gateway)).get('dateline_publish_to_screen_seconds_count') === 1, {
      describe: 'the gateway to have timed it',
    });
    const [writing, reading] = [await metricsOf(dateline), await metricsOf(gateway)];
    expect(writing.get('dateline_stage_seconds_count{stage="committed"}')).toBe(1);
    expect(writing.has('dateline_gateway_lag_updates')).toBe(false);
    expect(writing.get('dateline_queue_oldest_seconds')).toBe(0);
    expect([
      reading.get('dateline_log_head'),
      reading.get('dateline_tail_position'),
      reading.get('dateline_gateway_lag_updates'),
      reading.get('dateline_gateway_hears'),
    ]).toEqual([1, 1, 0, 1]);
  });

  test('entries read again after a restart are not timed', async () => {
    dateline = await TestDateline.start(world);
    await dateline.publish({ uri: 'a', headline: 'The bridge is open', body: ['Cars cross it.'] });
    await dateline.stop();
    await dateline.start();
    const figures = await metricsOf(dateline);
    expect([figures.get('dateline_tail_position'), figures.get('dateline_publish_to_screen_seconds_count')]).toEqual([
      1, 0,
    ]);
  });

  test('subscribers are counted by kind of channel, and resets by reason', async () => {
    dateline = await TestDateline.start(world);
    const reader = await dateline.read();
    for (const channel of ['all', 'topic/rail', 'topic/road', 'publisher/newsroom']) await reader.subscribe(channel);
    expect(await reader.subscribe('topic/sea', 'another0.7')).toMatchObject({ mode: 'reset' });
    const figures = await metricsOf(dateline);
    const kinds = ['all', 'topic', 'publisher', 'story'].map((kind) =>
      figures.get(`dateline_subscribers{kind="${kind}"}`),
    );
    expect(kinds).toEqual([1, 3, 1, 0]);
    expect(figures.get('dateline_resets_total{reason="epoch"}')).toBe(1);
    reader.socket.disconnect();
    await until(async () => (await metricsOf(dateline)).get('dateline_subscribers{kind="topic"}') === 0);
  });
});
