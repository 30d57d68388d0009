import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../../src/core/text/sentences.js';
import { isWithdrawalNotice } from '../../../src/core/revision/correction/withdrawal-notice.js';
import { isCorrectionNote } from '../../../src/core/revision/correction/correction-note.js';
import { DECOYS, FIRST_SIGHT, KILLS, NOTES } from './pairs/correction-notes.js';

/** A note may have several sentences; one of them must match. */
const says =
  (said: (sentence: string) => boolean) =>
  (note: string): boolean =>
    splitSentences(note).some(said);

describe('a note that a text was corrected', () => {
  it.each(Object.entries(NOTES))('is recognised in %s', (_, notes) => {
    expect(notes.filter((note) => !isCorrectionNote(note))).toEqual([]);
  });

  it.each(FIRST_SIGHT.map(({ notes }, at) => [at + 1, notes] as const))(
    'is recognised in set %i, for which rules were adapted after its first run',
    (_, notes) => {
      expect(notes.filter((note) => !says(isCorrectionNote)(note))).toEqual([]);
      expect(notes.filter(says(isWithdrawalNotice))).toEqual([]);
    },
  );

  it('is not recognised in news about corrections elsewhere', () => {
    expect(DECOYS.filter(says(isCorrectionNote))).toEqual([]);
  });
});

describe('a note that a story is withdrawn', () => {
  it('is recognised in many languages', () => {
    expect(KILLS.filter((note) => !says(isWithdrawalNotice)(note))).toEqual([]);
  });

  it('is not recognised in news about other withdrawals, nor in a correction', () => {
    expect([...DECOYS, ...Object.values(NOTES).flat()].filter(says(isWithdrawalNotice))).toEqual([]);
  });
});
