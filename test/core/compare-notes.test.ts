import { describe, expect, it } from 'vitest';
import { saysCorrected } from '../../src/core/wording.js';
import { DECOYS, NOTES } from './pairs/correction-notes.js';

describe('a note that a text was corrected', () => {
  it.each(Object.entries(NOTES))('is known in %s', (_, notes) => {
    expect(notes.filter((note) => !saysCorrected(note))).toEqual([]);
  });

  it('is not seen in news of corrections elsewhere', () => {
    expect(DECOYS.filter(saysCorrected)).toEqual([]);
  });
});
