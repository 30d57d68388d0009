import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../../src/core/text/sentences.js';
import { isWithdrawalNotice } from '../../../src/core/revision/correction/withdrawal-notice.js';
import { isCorrectionNote } from '../../../src/core/revision/correction/correction-note.js';
import { DECOYS, FIRST_SIGHT, KILLS, NOTES } from './pairs/correction-notes.js';

/** A note may be several sentences, and one of them says it. */
const says = (said: (sentence: string) => boolean) => (note: string): boolean => splitSentences(note).some(said);

describe('a note that a text was corrected', () => {
  it.each(Object.entries(NOTES))('is known in %s', (_, notes) => {
    expect(notes.filter((note) => !isCorrectionNote(note))).toEqual([]);
  });

  it.each(FIRST_SIGHT.map(({ notes }, at) => [at + 1, notes] as const))('is known in the wordings of set %i, by rules that were mended after a first sight of it', (_, notes) => {
    expect(notes.filter((note) => !says(isCorrectionNote)(note))).toEqual([]);
    expect(notes.filter(says(isWithdrawalNotice))).toEqual([]);
  });

  it('is not seen in news of corrections elsewhere', () => {
    expect(DECOYS.filter(says(isCorrectionNote))).toEqual([]);
  });
});

describe('a note that a story is withdrawn', () => {
  it('is known in the wordings of many languages', () => {
    expect(KILLS.filter((note) => !says(isWithdrawalNotice)(note))).toEqual([]);
  });

  it('is not seen in news of what others withdrew, nor in a correction', () => {
    expect([...DECOYS, ...Object.values(NOTES).flat()].filter(says(isWithdrawalNotice))).toEqual([]);
  });
});
