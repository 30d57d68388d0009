import { describe, expect, it } from 'vitest';
import { alignSentences } from '../../../src/core/revision/align.js';
import { compareBodies, compareRevisions, type RevisionText } from '../../../src/core/revision/compare.js';
import { applyOps } from '../../../src/core/revision/ops.js';
import type { Media, Stamp } from '../../../src/core/story/story.js';
import { expectWithin } from '../../support/time-limit.js';

// Text of the WION story of January 8, 2022, the sample of this project.
const BODY = [
  "NATO foreign ministers met by video conference Friday (January 7) as they discussed Russia's military presence on Ukraine's borders and its implications for European security.",
  'While speaking after the meeting, NATO Secretary-General Jens Stoltenberg said, "Russia\'s aggressive actions seriously undermine the security order in Europe."',
  'He added, "NATO remains committed to our dual-track approach to Russia: strong deterrence and defence, combined with meaningful dialogue."',
  'Speaking about Russia\'s intention of having a dialogue, Stoltenberg said that it is a "positive signal" that Russia is now prepared to come to the table and talk because when "tensions are high, dialogue is even more important".',
  'Hee said that the consultation is underway with other key partners, such as Georgia, Moldova, Finland and Sweden, as well as the European Union.',
  'On Twitter, the foreign ministers of Latvia, Estonia, Belgium and Slovakia shared that sentiment, saying that NATO could not dilute its key principles or values.',
  'During the meeting, the ministers stressed that any further aggression against Ukraine would have significant consequences and carry a heavy price for Russia.',
  'Allies continue to stand with Ukraine and fully support its sovereignty and territorial integrity, as well as the principle that all countries have the right to decide on their own path and their alliances.',
  'Meanwhile, amid all the claims made by the West after Russia increased military deployment near the Ukraine border, Russian President Vladimir Putin has repeatedly denied plans for an invasion of Ukraine.',
];
const OLD: RevisionText = {
  headline: 'NATO members express solidarity ahead of Russia talks',
  versionCreated: '2022-01-08T07:23:00Z',
  body: BODY,
};
const LATER = '2022-01-08T09:00:00Z';

const withSentence = (at: number, text: string): string[] => BODY.with(at, text);
const replaced = (from: string, to: string): string[] => BODY.map((paragraph) => paragraph.replace(from, to));
const compared = (change: Partial<RevisionText>, old: Partial<RevisionText> = {}) =>
  compareRevisions({ ...OLD, ...old }, { ...OLD, ...old, ...change });
const classOf = (body: string[]): string => compared({ body, versionCreated: LATER }).class;
const inText = (from: string, to: string): string =>
  compareRevisions(
    { headline: null, versionCreated: null, body: [from] },
    { headline: null, versionCreated: null, body: [to] },
  ).class;
const stamp = (text: string, kind: Stamp['kind'] = 'updated'): Stamp => ({
  text,
  kind,
  wall: '2022-01-08T12:53',
  zone: null,
  at: null,
  ambiguous: true,
  from: 'label',
});
const image = (change: Partial<Media> = {}): Media => ({
  url: 'https://example.com/a.jpg?w=600',
  type: 'image',
  caption: 'Soldiers near Popasna.',
  credit: 'Reuters',
  alt: null,
  ...change,
});

describe('a revised story', () => {
  it('with the same text is unchanged, without ops and with each sentence unchanged', () => {
    const { class: verdict, silent, significance, ops, sentences } = compared({});
    expect({ verdict, silent, significance, ops }).toEqual({
      verdict: 'unchanged',
      silent: false,
      significance: 0,
      ops: [],
    });
    expect(sentences.new).toEqual(BODY.map((text) => ({ text, label: 'unchanged' })));
  });

  it('with only another stamp has class stamp, without ops', () => {
    expect(compared({ versionCreated: LATER })).toMatchObject({
      class: 'stamp',
      silent: false,
      significance: 0,
      ops: [],
    });
  });

  it('with a changed sentence and a new stamp is an update, not silent, with one op for that sentence', () => {
    const text =
      'During the meeting, the ministers stressed that any further aggression against Ukraine would cost Russia 5 billion dollars.';
    const comparison = compared({ body: withSentence(6, text), versionCreated: LATER });
    expect(comparison).toMatchObject({ class: 'update', silent: false, ops: [{ op: 'edit', at: 6, text }] });
    expect(comparison.ops).toHaveLength(1);
    expect(comparison.sentences.old[6]?.label).toBe('edited');
    expect(comparison.sentences.new[6]).toEqual({ text, label: 'edited' });
    expect(comparison.significance).toBeGreaterThan(0.2);
    expect(comparison.significance).toBeLessThan(0.6);
  });

  it('with a changed sentence and the old stamp is silent', () => {
    expect(compared({ body: replaced('Latvia, Estonia', 'Latvia, Lithuania') })).toMatchObject({
      class: 'update',
      silent: true,
    });
  });

  it('with a paragraph in another place labels it moved, and moves it', () => {
    const body = [...BODY.slice(0, 2), BODY[6] ?? '', ...BODY.slice(2, 6), ...BODY.slice(7)];
    const { class: verdict, ops, sentences } = compared({ body, versionCreated: LATER });
    expect(verdict).toBe('update');
    expect(ops).toEqual([{ op: 'move', from: 6, to: 2, paragraph: 1.5 }]);
    expect(sentences.new.map(({ label }) => label)).toEqual(BODY.map((_, at) => (at === 2 ? 'moved' : 'unchanged')));
    expect(sentences.old[6]?.label).toBe('moved');
  });

  it('with an added and a deleted sentence labels both', () => {
    const body = [...BODY.slice(0, 4), ...BODY.slice(5), 'Talks go on in Geneva on Monday.'];
    const { sentences, ops } = compared({ body, versionCreated: LATER });
    expect(sentences.old[4]?.label).toBe('deleted');
    expect(sentences.new.at(-1)).toEqual({ text: 'Talks go on in Geneva on Monday.', label: 'added' });
    expect(applyOps(BODY, ops)).toEqual(body);
  });
});

describe('what counts as a difference', () => {
  it.each([
    ['white space', BODY.map((paragraph) => ` ${paragraph.replaceAll(' ', '  ')}`)],
    ['quote style', BODY.map((paragraph) => paragraph.replace(/"([^"]*)"/g, '“$1”').replaceAll("'", '’'))],
    ['soft hyphens', replaced('consultation', 'consul\u00adtation')],
    ['paragraph breaks', [`${BODY[0] ?? ''} ${BODY[1] ?? ''}`, ...BODY.slice(2)]],
  ])('%s do not, and ops are still exact', (_, body) => {
    const { class: verdict, silent, ops, sentences } = compared({ body });
    expect({ verdict, silent }).toEqual({ verdict: 'unchanged', silent: false });
    expect(applyOps(BODY, ops)).toEqual(body);
    expect(new Set(sentences.new.map(({ label }) => label))).toEqual(new Set(['unchanged']));
    expect(compared({ body, versionCreated: LATER }).class).toBe('stamp');
  });

  it.each([
    ['a decimal point', 'Prices rose 1.5% in May.', 'Prices rose 15% in May.'],
    ['a sign', 'It was -5 degrees.', 'It was 5 degrees.'],
    ['a currency', 'It costs $50.', 'It costs €50.'],
    ['a per cent sign', 'It fell by 5%.', 'It fell by 5.'],
    ['a question', 'He resigned.', 'He resigned?'],
    ['a negation', 'The minister will resign.', 'The minister will not resign.'],
    ['a contracted negation', 'He can do it.', "He can't do it."],
    ['a letter that negates', 'The talks are now over.', 'The talks are not over.'],
    ['a name', 'Talks with Iran ended.', 'Talks with Iraq ended.'],
    ['a numeral', 'It costs a million a year.', 'It costs a billion a year.'],
    ['the opposite', 'They expect an increase soon.', 'They expect a decrease soon.'],
    ['a day', 'They met on Monday there.', 'They met on Sunday there.'],
  ])('%s is an update', (_, from, to) => {
    expect(inText(from, to)).toBe('update');
  });

  it.each([
    ['a misspelt word', 'It was orginally published here.', 'It was originally published here.'],
    ['swapped letters', 'They recieved the letter.', 'They received the letter.'],
    ['a pronoun with a letter too many', 'Hee said that it is underway.', 'He said that it is underway.'],
    ['a doubled word', 'They met in the the hall.', 'They met in the hall.'],
    ['a word space', 'The bugs were fixed int his release.', 'The bugs were fixed in this release.'],
    ['a hyphen', 'The mark-up language.', 'The markup language.'],
    ['a dash', 'The talks - long awaited - began.', 'The talks – long awaited – began.'],
    ['a capital', 'The Prime minister spoke.', 'The Prime Minister spoke.'],
    ['a comma', 'However he left.', 'However, he left.'],
    ['thousands', 'It has 1000 pages.', 'It has 1,000 pages.'],
    ['one sentence made two', 'He spoke; she left.', 'He spoke. She left.'],
  ])('%s is a refile', (_, from, to) => {
    expect(inText(from, to)).toBe('refile');
  });

  it('a refile has low significance', () => {
    const { significance } = compared({ body: replaced('Hee said', 'He said') });
    expect(significance).toBeGreaterThan(0);
    expect(significance).toBeLessThan(0.1);
  });

  it('a changed headline has class headline; with new facts in the body it is an update', () => {
    expect(compared({ headline: 'NATO rejects Russian demands' })).toMatchObject({
      class: 'headline',
      silent: true,
      ops: [],
    });
    expect(compared({ headline: 'NATO rejects Russian demands', body: BODY.slice(1) }).class).toBe('update');
  });

  it('highlights and captions are text; another image is an update, another size of it a refile', () => {
    expect(
      compared({ highlights: ['NATO can not dilute its values'] }, { highlights: ['Talks on Monday'] }),
    ).toMatchObject({ class: 'update', silent: true });
    expect(compared({ media: [image({ caption: 'Soldiers near Donetsk.' })] }, { media: [image()] })).toMatchObject({
      class: 'update',
      silent: true,
    });
    expect(compared({ media: [image({ url: 'https://example.com/b.jpg' })] }, { media: [image()] })).toMatchObject({
      class: 'update',
      silent: false,
    });
    expect(
      compared({ media: [image({ url: 'https://example.com/a.jpg?w=900' })] }, { media: [image()] }),
    ).toMatchObject({ class: 'refile', silent: false });
  });

  it('a field missing on one side is not compared', () => {
    expect(
      compareRevisions(OLD, {
        ...OLD,
        highlights: ['New'],
        media: [image()],
        topics: ['nato'],
        pinned: false,
        firstCreated: LATER,
      }).class,
    ).toBe('unchanged');
  });

  it.each([
    ['withheld', { pubStatus: 'withheld' }],
    ['pinned', { pinned: true }],
    ['a key event', { keyEvent: true }],
    ['under embargo', { embargoedUntil: LATER }],
    ['in another topic', { topics: ['world'] }],
    ['given a note to editors', { edNote: 'Adds picture' }],
  ] as [string, Partial<RevisionText>][])('being %s is a status change', (_, change) => {
    expect(
      compared(change, {
        pubStatus: 'usable',
        pinned: false,
        keyEvent: false,
        embargoedUntil: null,
        topics: ['nato'],
        edNote: null,
      }),
    ).toMatchObject({ class: 'status', silent: false });
  });

  it('equal text is unchanged in any language', () => {
    for (const text of ['彼は言った。「はい。」次の文！', 'यह है। वह था।', 'Он пришёл. Она ушла.', 'هذا. ذلك؟ نعم.'])
      expect(inText(text, text)).toBe('unchanged');
  });
});

describe('silence', () => {
  const changed = replaced('Finland and Sweden', 'Finland and Norway');
  const silent = (before: Partial<RevisionText>, after: Partial<RevisionText>): boolean =>
    compareRevisions({ ...OLD, ...before }, { ...OLD, body: changed, ...after }).silent;

  it('is false where neither revision has a stamp', () => {
    expect(silent({ versionCreated: null }, { versionCreated: null })).toBe(false);
  });

  it('is true where the stamp was removed', () => {
    expect(silent({}, { versionCreated: null })).toBe(true);
    expect(
      silent(
        { versionCreated: null, stamps: [stamp('Updated: Jan 08, 2022, 12:53 PM')] },
        { versionCreated: null, stamps: [] },
      ),
    ).toBe(true);
  });

  it('is false where a stamp was added', () => {
    expect(silent({ versionCreated: null }, {})).toBe(false);
    expect(
      silent(
        { versionCreated: null, stamps: [stamp('Jan 08, 2022', 'published')] },
        { versionCreated: null, stamps: [stamp('Jan 08, 2022', 'published'), stamp('Updated: Jan 09, 2022')] },
      ),
    ).toBe(false);
  });

  it('depends on the text of the stamps where no instant is known: updated ones first, else published ones', () => {
    const words = (text: string, kind?: Stamp['kind']): Partial<RevisionText> => ({
      versionCreated: null,
      stamps: [stamp('Jan 07, 2022', 'published'), stamp(text, kind)],
    });
    expect(silent(words('Updated: Jan 08, 2022'), words('Updated:  Jan 08, 2022'))).toBe(true);
    expect(silent(words('Updated: Jan 08, 2022'), words('Updated: Jan 09, 2022'))).toBe(false);
    expect(silent(words('Jan 08, 2022', 'published'), words('Jan 08, 2022', 'published'))).toBe(true);
    expect(
      compareRevisions({ ...OLD, ...words('Updated: Jan 08, 2022') }, { ...OLD, ...words('Updated: Jan 09, 2022') })
        .class,
    ).toBe('stamp');
  });

  it('is the same for two notations of one instant', () => {
    expect(silent({ versionCreated: '2022-01-08T12:53:00+05:30' }, {})).toBe(true);
    expect(compareRevisions({ ...OLD, versionCreated: '2022-01-08T12:53:00+05:30' }, OLD).class).toBe('unchanged');
  });
});

describe('a kill', () => {
  it('is a story that was canceled, with the highest significance', () => {
    expect(compareRevisions(OLD, { ...OLD, pubStatus: 'canceled' })).toMatchObject({
      class: 'kill',
      silent: false,
      significance: 1,
    });
    expect(compared({ edNote: 'More' }, { pubStatus: 'canceled', edNote: null }).class).toBe('status');
  });

  it.each([
    'EDITORS: Please disregard this story.',
    'This story has been withdrawn because its source could not be verified.',
    'The above article should be disregarded.',
    'We have retracted this article.',
    'Dieser Artikel wurde zurückgezogen.',
  ])('is only suggested where the text says: %s', (text) => {
    const comparison = compared({ body: [text, ...BODY], versionCreated: LATER });
    expect(comparison.suggests).toBe('kill');
    expect(comparison.class).not.toBe('kill');
    expect(compared({ versionCreated: LATER }, { body: [text, ...BODY] }).suggests).toBeUndefined();
  });

  it.each([
    'Russia has withdrawn its troops from the border.',
    'The journal retracted the article in May.',
    'The witness withdrew the statement.',
  ])('is not suggested for other withdrawals: %s', (text) => {
    expect(compared({ body: [...BODY, text], versionCreated: LATER }).suggests).toBeUndefined();
  });
});

describe('a correction', () => {
  it('is a new correction note, with or without another text', () => {
    expect(compared({ correction: 'The meeting was on Friday.' }, { correction: null })).toMatchObject({
      class: 'correction',
      ops: [],
    });
    expect(
      compareRevisions(OLD, { ...OLD, correction: 'The meeting was on Friday.', body: replaced('Friday', 'Thursday') })
        .class,
    ).toBe('correction');
    expect(compared({ versionCreated: LATER }, { correction: 'The meeting was on Friday.' }).class).toBe('stamp');
  });

  it('has a significance of at least 0.5, and more with a changed fact', () => {
    const note = compared({ correction: 'The meeting was on Friday.' }, { correction: null }).significance;
    const fact = compared(
      { correction: 'The meeting was on Friday.', body: replaced('January 7', 'January 6') },
      { correction: null },
    ).significance;
    expect(note).toBeGreaterThanOrEqual(0.5);
    expect(fact).toBeGreaterThan(note);
  });

  it.each([
    'Correction: The meeting was on Friday.',
    'CORRECTION (Jan. 9) — The meeting was on Friday.',
    'An earlier version of this article misstated the day of the meeting.',
    '(Corrects day of the meeting in first paragraph)',
    'Clarification: Sweden was consulted, but did not take part.',
    'This story has been corrected to show that the meeting was on Friday.',
    'Korrektur: Das Treffen war am Freitag.',
    'In einer früheren Version dieses Artikels stand ein falscher Tag.',
    'Rectificatif : la réunion a eu lieu vendredi.',
    'Fe de errores: la reunión fue el viernes.',
    'Una versione precedente di questo articolo riportava un altro giorno.',
    'Исправление: встреча прошла в пятницу.',
    '訂正：会合は金曜日でした。',
    '更正：会议在周五举行。',
  ])('is new text that says: %s', (text) => {
    expect(classOf([...BODY, text])).toBe('correction');
    expect(compared({ versionCreated: LATER }, { body: [...BODY, text] }).class).toBe('stamp');
  });

  it.each([
    'Correction officers went on strike on Friday.',
    'An earlier version of the missile had a shorter range.',
    'Critics want a correction of the course.',
    'The market corrects itself.',
    'Precision bombs hit the bridge - again.',
  ])('is not what a story tells of others: %s', (text) => {
    expect(classOf([...BODY, text])).toBe('update');
  });
});

describe('significance', () => {
  it('increases with the amount of change, and with numbers, negations and names', () => {
    const of = (body: string[]): number => compared({ body, versionCreated: LATER }).significance;
    const word = of(replaced('heavy price', 'certain cost'));
    const negated = of(replaced('have significant', 'not have significant'));
    const half = of([
      ...BODY.slice(0, 4),
      'The talks ended without any result on Monday night.',
      'Nobody knows what comes next for the ministers.',
    ]);
    expect(word).toBeLessThan(negated);
    expect(negated).toBeLessThan(half);
    expect(half).toBeLessThanOrEqual(1);
  });
});

describe('alignment', () => {
  const story = (count: number, salt: string): string[] =>
    Array.from(
      { length: count },
      (_, at) =>
        `Sentence ${at} of ${salt} tells what ${salt}${at % 37} did about ${salt}${at % 101} on day ${at % 13}.`,
    );

  it('distinguishes repeated sentences from moved ones', () => {
    expect(
      alignSentences(
        ['A b.', 'Read more.', 'C d.', 'Read more.'],
        ['A b.', 'Read more.', 'New one here.', 'C d.', 'Read more.'],
      ).new,
    ).toEqual(['unchanged', 'unchanged', 'added', 'unchanged', 'unchanged']);
  });

  it('of a thousand sentences with a thousand others is fast', () => {
    const [old, next] = [story(1000, 'x'), story(1000, 'y')];
    alignSentences(old, next);
    const start = performance.now();
    alignSentences(old, next);
    alignSentences(old, old.toReversed());
    alignSentences(
      old,
      old.map((text) => text.replace('tells', 'told')),
    );
    expectWithin(5000, performance.now() - start);
  });

  it('of many sentences is bounded and exact, whatever repeats', () => {
    const same = Array.from({ length: 5000 }, (_, at) => (at % 2 === 0 ? 'Same.' : 'Other.'));
    const next = [...same.slice(1), 'Same.', 'Last.'];
    const start = performance.now();
    const { ops } = compareBodies(same, next);
    expectWithin(5000, performance.now() - start);
    expect(applyOps(same, ops)).toEqual(next);
  });

  it('follows a sentence that was both edited and moved', () => {
    const old = BODY;
    const next = [...BODY.slice(1), (BODY[0] ?? '').replace('Friday (January 7)', 'Thursday (January 6)')];
    const { sentences, ops } = compareBodies(old, next);
    expect(sentences.new.at(-1)?.label).toBe('edited');
    expect(sentences.old[0]?.label).toBe('edited');
    expect(ops.map(({ op }) => op)).toEqual(['move', 'edit']);
  });
});
