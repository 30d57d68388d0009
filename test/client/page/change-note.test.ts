import { expect, it } from 'vitest';
import { changeNote, opsSummary } from '../../../src/client/page/change-note.js';

it('counts changed sentences in words', () => {
  expect(opsSummary([])).toBe('');
  expect(opsSummary([{ op: 'edit', at: 1, text: 'New.' }])).toBe('one sentence changed');
  expect(
    opsSummary([
      { op: 'add', at: 1, paragraph: 0, text: 'A.' },
      { op: 'add', at: 2, paragraph: 0, text: 'B.' },
      { op: 'delete', at: 4 },
    ]),
  ).toBe('two sentences added, one sentence removed');
});

it('names a silent edit', () => {
  expect(changeNote({ class: 'update', silent: true }, [{ op: 'edit', at: 1, text: 'New.' }])).toBe(
    'Edited without a new time stamp: one sentence changed',
  );
  expect(changeNote({ class: 'update', silent: false }, [{ op: 'delete', at: 1 }])).toBe(
    'Updated just now: one sentence removed',
  );
  expect(changeNote({ class: 'stamp', silent: false }, [])).toBe('New time stamp, text unchanged');
});
