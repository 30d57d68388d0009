// A whole evening of one live blog in fast motion, in real browsers: whatever happens to the readers' lines and to
// the server, in the end every page is what a fresh one is, and on the way it was never wrong.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { seeded } from '../../support/seeded.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/wait.js';
import { Editor, type Act } from './live-blog-simulation/editor.js';
import { WatchedPage } from './live-blog-simulation/watched-page.js';

const SEED = 20_260_308;
const EVENING: Record<Act, number> = { post: 199, edit: 80, kill: 20, pin: 12, key: 16, embargo: 1, headline: 2 };

let dateline: TestDateline;
let browser: Browser;
let line: TcpProxy;

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  [dateline, browser] = await Promise.all([TestDateline.start(await column.settings()), openBrowser()]);
  line = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(dateline.url).port) });
});
afterAll(async () => {
  await browser?.close();
  await line?.close();
  await dateline?.end();
});

/** All actions of the evening, mixed; some posts come first, so that there is something to work on. */
function programme(below: (count: number) => number): Act[] {
  const rest = Object.entries(EVENING).flatMap(([act, count]) =>
    Array<Act>(act === 'post' ? count - 30 : count).fill(act as Act),
  );
  for (let i = rest.length - 1; i > 0; i -= 1) {
    const j = below(i + 1);
    [rest[i], rest[j]] = [rest[j] as Act, rest[i] as Act];
  }
  return [...Array<Act>(30).fill('post'), ...rest];
}

test('two readers and an editor, a whole evening: every page ends as a fresh one, and was never out of order or double', async () => {
  const below = seeded(SEED);
  const editor = await Editor.begin(dateline, below);
  const actions = programme(below);
  for (const action of actions.splice(0, 30)) await editor.act(action);
  const path = `/stories/${editor.blog}`;
  const [desktop, phone] = await Promise.all([
    WatchedPage.open(browser, 'the desktop', dateline.url + path, { viewport: { width: 1280, height: 800 } }),
    WatchedPage.open(browser, 'the phone', `http://127.0.0.1:${line.port}${path}`, {
      viewport: { width: 390, height: 780 },
      isMobile: true,
      hasTouch: true,
    }),
  ]);
  await Promise.all([desktop.isLive(), phone.isLive()]);
  await phone.scrollTo(0.5);
  const at = (part: number): number => Math.floor(actions.length * part);
  const cuts = new Map(
    [0.15, 0.4, 0.7].flatMap(
      (part) =>
        [
          [at(part), 'cut'],
          [at(part) + 12, 'mend'],
        ] as const,
    ),
  );
  for (const [n, action] of actions.entries()) {
    const cut = cuts.get(n);
    if (cut === 'cut') {
      line.refuse(true);
      line.cut();
    }
    if (cut === 'mend') line.refuse(false);
    if (n === at(0.55)) {
      await dateline.stop();
      await dateline.start();
    }
    await editor.act(action);
    if (n % 40 === 20) await Promise.all([phone.showNew(), desktop.scrollTo(below(100) / 100)]);
    if (n % 60 === 30) await Promise.all([phone.scrollTo(below(100) / 100), desktop.readToTheEnd()]);
  }
  const readers = [desktop, phone];
  await Promise.all(readers.map((reader) => reader.isLive()));
  const alive = new Set(editor.alive.map(({ id }) => id));
  for (const reader of readers) {
    await reader.readToTheEnd();
    await until(
      async () => {
        const ids = await reader.ids();
        return ids.length === alive.size && ids.every((id) => alive.has(id));
      },
      { timeout: 20_000, describe: `${reader.name} to show the ${alive.size} posts that are left` },
    );
    await reader.scrollTo(1);
  }
  const fresh = await WatchedPage.open(browser, 'a fresh page', dateline.url + path, {
    viewport: { width: 1280, height: 800 },
  });
  await fresh.readToTheEnd();
  const wanted = await fresh.shown();
  expect(wanted.length).toBe(alive.size + 2);
  for (const reader of readers) {
    // Edits of the last moments may be on their way; then nothing is to differ, not by a letter.
    await until(
      async () => {
        await reader.showNew();
        return JSON.stringify(await reader.shown()) === JSON.stringify(wanted);
      },
      { timeout: 20_000 },
    ).catch(() => undefined);
    expect(await reader.shown(), reader.name).toEqual(wanted);
    const { wrong, returned, states } = await reader.watched();
    expect(wrong, reader.name).toEqual([]);
    expect(
      returned.filter((id) => editor.killed.includes(id)),
      `${reader.name}: killed, and shown again`,
    ).toEqual([]);
    expect(states).toBeGreaterThan(100);
    expect(reader.faults).toEqual([]);
  }
  expect(editor.alive.length).toBe(180);
}, 120_000);
