// What the update of one sentence of a story of 4 KB weighs on a socket, against the same event with the whole story
// in it.
import { compareRevisions } from '../../../src/core/revision/compare.js';
import { updateFor } from '../../../src/core/log/update.js';
import { UpdateFrame } from '../../../src/deliver/tail/update-frame.js';
import { textFrame } from '../../../src/deliver/tail/web-socket-frame.js';
import { sentence } from './made-updates.js';
import { median, type Row } from './rows.js';

const BYTES = 4_096;
const TIMES = 25;

function weigh(): { whole: number; update: number; ops: number } {
  const body: string[] = [];
  while (body.join('').length < BYTES) body.push([sentence(), sentence(), sentence()].join(' '));
  const next = body.map((paragraph, at) => (at === 4 ? paragraph.replace(/[^.]*\.$/, ` ${sentence()}`) : paragraph));
  const before = { headline: sentence(9), versionCreated: '2026-11-24T12:00:00.000Z', body };
  const after = { ...before, versionCreated: '2026-11-24T13:00:00.000Z', body: next };
  const { class: kind, silent, significance, ops } = compareRevisions(before, after);
  const id = '0196a5b4-7c1e-7abc-8def-0123456789ab';
  const update = updateFor(`story/${id}`, 120, {
    epoch: 'cb61629779',
    seq: 123,
    at: '2026-11-24T13:00:00.000Z',
    story: {
      id,
      uri: 'newsroom:ferry-1',
      url: 'https://news.example/2026/11/24/ferry-line',
      kind: 'article',
      revision: 8,
      headline: before.headline,
      pubStatus: 'usable',
      firstCreated: before.versionCreated,
      versionCreated: after.versionCreated,
      topics: ['harbour', 'politics'],
    },
    change: { class: kind === 'unchanged' ? 'update' : kind, silent, significance, fields: ['body'], ops, base: 7 },
  });
  const whole = { ...update, story: { ...update.story, body: next } };
  return {
    whole: textFrame(`42["update",${JSON.stringify(whole)}]`).length,
    update: new UpdateFrame(123, update).webSocketFrame.length,
    ops: JSON.stringify(ops).length,
  };
}

export async function sentenceBytes(): Promise<Row[]> {
  const found = Array.from({ length: TIMES }, weigh);
  const of = (pick: (weights: ReturnType<typeof weigh>) => number): number => median(found.map(pick));
  return [
    {
      measure: 'bytes of a one-sentence update of a 4 KB story',
      baseline: 'the event with the whole story',
      value: of(({ whole, update }) => update / whole),
      goal: 0.1,
      note: `${of(({ update }) => update)} of ${of(({ whole }) => whole)} bytes, of which ${of(({ ops }) => ops)} are the sentence`,
    },
  ];
}
