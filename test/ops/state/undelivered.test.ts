// The operator page lists the oldest undelivered correction while a gateway hangs.
import { afterEach, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline } from '../../support/dateline.js';
import { metricsOf } from '../../support/metrics.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
let gateway: DatelineProcess | undefined;

describe.each(columns)('$name', ({ settings }) => {
  afterEach(async () => {
    if (gateway !== undefined) process.kill(gateway.pid, 'SIGCONT');
    await gateway?.remove();
    await dateline.end();
  });

  test('while a gateway hangs, the page lists the oldest correction, its gateway and its age, shows no killed content, and recovers', async () => {
    const world = await settings();
    dateline = await TestDateline.start(world, { ROLES: 'api,worker' });
    const desk = new Publisher(dateline);
    gateway = await startProcess({ env: { ...world.env, ADMIN_KEY, ROLES: 'gateway' } });
    const page = async (): Promise<string> => (await desk.request('get', '/ops').expect(200)).text;
    /** The text of the section. */
    const section = async (): Promise<string> =>
      (/<section id="undelivered">(.*?)<\/section>/s.exec(await page())?.[1] ?? '')
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
    const age = async (): Promise<number> =>
      (await metricsOf(dateline)).get('dateline_correction_undelivered_seconds') ?? Number.NaN;

    const bridge = await desk.publish({
      uri: 'bridge',
      headline: 'Bridge opens at nine',
      body: ['The bridge opens at nine in the morning.'],
    });
    await desk.publish({ uri: 'ferry', headline: 'Ferry sails', body: ['The ferry sails at noon.'] });
    expect(await section()).toContain('None');

    process.kill(gateway.pid, 'SIGSTOP');
    await desk.publish({
      uri: 'ferry',
      headline: 'Ferry sails again',
      body: ['The ferry sails at noon.', 'It sails again at six.'],
    });
    const { change } = await desk.publish({
      uri: 'bridge',
      headline: 'Bridge opens at ten',
      body: ['The bridge opens at ten in the morning.'],
      correction: 'An earlier version gave the wrong hour.',
    });
    expect(change).toMatchObject({ class: 'correction' });
    await desk.publish({
      uri: 'ferry',
      headline: 'Ferry sails twice',
      body: ['The ferry sails at one.', 'It sails again at six.'],
      correction: 'The hour was wrong.',
    });

    await until(async () => (await section()).includes('Bridge opens at ten'), {
      timeout: 40_000,
      describe: 'the correction to be named',
    });
    expect(await section()).toMatch(
      /^Oldest undelivered correction Type Story Age Gateway correction Bridge opens at ten \d+ s \S+$/,
    );
    expect(await page()).toMatch(/A correction has not reached all readers for \d+ s\./);
    expect(await age()).toBeGreaterThan(10);

    // A kill is listed without any content.
    await desk.request('delete', `/v1/stories/${bridge.story}`).send({ reason: 'Legal' }).expect(200);
    expect(await section()).toMatch(/correction a killed story \d+ s/);
    expect(await page()).not.toContain('Bridge opens');

    process.kill(gateway.pid, 'SIGCONT');
    await until(async () => (await section()).includes('None'), { timeout: 30_000 });
    expect(await age()).toBe(0);
    expect(await page()).not.toContain('has not reached all readers');
  }, 120_000);
});
