import { expect } from 'vitest';
import { ADMIN_KEY, type TestDateline } from './dateline.js';

/** A node's figures: each sample by its name and labels as they are written, as `dateline_subscribers{kind="all"}`. */
export async function metricsOf(dateline: TestDateline): Promise<Map<string, number>> {
  const { text, status } = await dateline.http.get('/metrics').set('authorization', `Bearer ${ADMIN_KEY}`);
  expect(status).toBe(200);
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}
