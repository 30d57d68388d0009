import { describe, expect, it } from 'vitest';
import { PreviousSegmentation } from '../../../src/core/revision/previous-segmentation.js';
import {
  joinSentences,
  splitSentencesReusing,
  splitSentences,
  splitRunOnSentence,
} from '../../../src/core/text/sentences.js';
import { seeded } from '../../support/seeded.js';

const PIECES = [
  ' ',
  ' ',
  ' ',
  '  ',
  '\n',
  '\t',
  '\u00a0',
  '\u3000',
  '\u2028',
  '\u200b',
  '\u00ad',
  '.',
  '.',
  '. ',
  '? ',
  '!',
  '…',
  '。',
  '！',
  '？',
  '」',
  '「',
  '『',
  '”',
  '"',
  "'",
  ')',
  '(',
  '«',
  '»',
  'A',
  'He',
  'said',
  'U.S.',
  'Mr.',
  'No.',
  'Jan.',
  '5',
  '1.5',
  '%',
  'J.',
  'e.g.',
  'p.m.',
  '彼は',
  '言った',
  'ですか',
  'என்',
  'वह',
  '।',
  '🙂',
  '👨‍👩‍👧',
  '\ud83d',
  '\udc00',
  '\u0301',
  'é',
  '\u0000',
  '-',
  '—',
  ',',
];

describe('sentences', () => {
  it.each([
    [
      'titles, months and acronyms',
      'Mr. Smith went to the U.S. on Jan. 5. He paid 1.5% more.',
      ['Mr. Smith went to the U.S. on Jan. 5.', 'He paid 1.5% more.'],
    ],
    [
      'initials and numbers',
      'He met J. K. Rowling. St. Petersburg is No. 5.',
      ['He met J. K. Rowling.', 'St. Petersburg is No. 5.'],
    ],
    [
      'an acronym that ends a sentence',
      'Apple Inc. said so in the U.S. The EU did not.',
      ['Apple Inc. said so in the U.S.', 'The EU did not.'],
    ],
    ['a quoted No', 'He said "No." Then he left.', ['He said "No."', 'Then he left.']],
    ['a list number', '1. First of all. 2. Second.', ['1. First of all.', '2. Second.']],
    ['a German date', 'Er kam am 5. Januar. Danach ging er.', ['Er kam am 5. Januar.', 'Danach ging er.']],
    [
      'clock times',
      'It began at 5 p.m. EST. It ended at 9 p.m. He left.',
      ['It began at 5 p.m. EST.', 'It ended at 9 p.m.', 'He left.'],
    ],
    ['Japanese', '彼は言った。「はい。」次の文！本当？', ['彼は言った。', '「はい。」', '次の文！', '本当？']],
    ['a Japanese quotation that goes on', '「はい。」と言った。次。', ['「はい。」と言った。', '次。']],
    ['Chinese', '他说：“好。”她走了。', ['他说：“好。”', '她走了。']],
    ['Hindi', 'यह है। वह था।', ['यह है।', 'वह था।']],
  ])('are split: %s', (_, paragraph, sentences) => {
    expect(splitSentences(paragraph)).toEqual(sentences);
  });

  it('are the same when those of an earlier text are reused, for any two texts', () => {
    const below = seeded(31);
    const pieces = [
      ...PIECES,
      ' '.repeat(60),
      '\n\n',
      'The minister said so. ',
      'It rained, and nobody came to the bridge that day. ',
      '彼は言った。',
    ];
    const some = (most: number): string[] =>
      Array.from({ length: below(most) }, () => pieces[below(pieces.length)] ?? '');
    for (let round = 0; round < 4000; round++) {
      const list = some(80);
      const old = list.join('');
      for (let edits = below(4); edits > 0; edits--) list.splice(below(list.length + 1), below(6), ...some(6));
      const next = list.join('');
      expect(splitSentencesReusing(next, new PreviousSegmentation(old, splitSentences(old)))).toEqual(
        splitSentences(next),
      );
    }
  });

  it('of an earlier text are reused only while everything that decides a split is equal, white space included', () => {
    const [old, next] = ['だ', 'と'].map((word) => `「はい。」${' '.repeat(60)}${word}言った。`);
    expect(splitSentencesReusing(next ?? '', new PreviousSegmentation(old ?? '', splitSentences(old ?? '')))).toEqual(
      splitSentences(next ?? ''),
    );
  });

  it('that run together end at a question mark, also at the start of a URL’s query', () => {
    expect(splitRunOnSentence('[video=http://news.example/watch?v=12]')).toEqual([
      '[video=http://news.example/watch?',
      'v=12]',
    ]);
  });

  it('of an empty paragraph are one empty sentence, so no paragraph is lost', () => {
    expect(splitSentences('')).toEqual(['']);
    expect(joinSentences([''])).toBe('');
  });

  it('keep white space other than one space at their end, so the text can be restored', () => {
    expect(splitSentences('One.  Two.\nThree. Four.')).toEqual(['One.  ', 'Two.\n', 'Three.', 'Four.']);
    expect(splitSentences('A title\n\nThe text\ngoes on.')).toEqual(['A title\n\n', 'The text\ngoes on.']);
  });

  it.each([
    ['a quotation in the middle of a sentence', '"Why?" he asked. "No!"', ['"Why?" he asked.', '"No!"']],
    ['an ellipsis', 'He paused… then left… The end.', ['He paused… then left…', 'The end.']],
    [
      'a file and an address',
      'See www.example.com/a.html for 1.5. It works.',
      ['See www.example.com/a.html for 1.5.', 'It works.'],
    ],
    ['a number that begins one', 'It was 2020. 15 people came.', ['It was 2020.', '15 people came.']],
    ['several marks', 'What?! Never... Yes.', ['What?!', 'Never...', 'Yes.']],
    ['Arabic and Urdu', 'هل هذا؟ نعم. یہ ہے۔ وہ تھا۔', ['هل هذا؟', 'نعم.', 'یہ ہے۔', 'وہ تھا۔']],
    ['a Russian abbreviation', 'Это А. С. Пушкин. Он поэт.', ['Это А. С. Пушкин.', 'Он поэт.']],
  ])('are split: %s', (_, paragraph, sentences) => {
    expect(splitSentences(paragraph)).toEqual(sentences);
  });

  it('joined are the paragraph, character by character, for any paragraph', () => {
    const below = seeded(1);
    for (let round = 0; round < 4000; round++) {
      const paragraph = Array.from({ length: below(30) }, () => PIECES[below(PIECES.length)] ?? '').join('');
      expect(joinSentences(splitSentences(paragraph))).toBe(paragraph);
    }
  });

  it('of a long paragraph are those of its parts, in linear time', () => {
    const sentence = 'The ministers of Latvia, Estonia and Belgium met Mr. Stoltenberg on Jan. 7 in Brussels.';
    const sentences = splitSentences(Array.from({ length: 5000 }, () => sentence).join(' '));
    expect(sentences).toHaveLength(5000);
    expect(new Set(sentences)).toEqual(new Set([sentence]));
  });
});
