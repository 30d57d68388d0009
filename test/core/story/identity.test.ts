import { describe, expect, it } from 'vitest';
import {
  findSameStory,
  identityKey,
  identityKeys,
  textSimilarity,
  relatedStories,
  SAME_STORY_SCORE,
  shingles,
} from '../../../src/core/story/identity.js';
import { EVENTS, type NewsEvent } from './events.js';

const nato = {
  headline: "NATO members express solidarity ahead of Russia talks: 'We are also consulting with other key partners'",
  body: [
    "NATO foreign ministers met by video conference Friday (January 7) as they discussed Russia's military presence on Ukraine's borders and its implications for European security.",
    'While speaking after the meeting, NATO Secretary-General Jens Stoltenberg said, "Russia\'s aggressive actions seriously undermine the security order in Europe."',
    'He added, "NATO remains committed to our dual-track approach to Russia: strong deterrence and defence, combined with meaningful dialogue."',
    'On Twitter, the foreign ministers of Latvia, Estonia, Belgium and Slovakia shared that sentiment, saying that NATO could not dilute its key principles or values.',
    'During the meeting, the ministers stressed that any further aggression against Ukraine would have significant consequences and carry a heavy price for Russia.',
    'Meanwhile, amid all the claims made by the West after Russia increased military deployment near the Ukraine border, Russian President Vladimir Putin has repeatedly denied plans for an invasion of Ukraine.',
  ],
};
/** Another newsroom's story on the same meeting, with one quotation and the background in common. */
const sameEvent = {
  headline: 'NATO ministers back Ukraine before talks with Moscow',
  body: [
    "Foreign ministers of the NATO alliance held an online meeting on January 7 to prepare for next week's negotiations with Moscow in Geneva and Brussels.",
    'The Secretary-General, Jens Stoltenberg, told reporters, "Russia\'s aggressive actions seriously undermine the security order in Europe."',
    'Diplomats in Brussels said that the alliance wanted to show unity after weeks in which the Kremlin had massed about 100,000 troops.',
    'The United States and Russia will hold bilateral talks in Geneva on Monday, followed by a meeting of the NATO-Russia Council on Wednesday.',
    'Russian President Vladimir Putin has repeatedly denied plans for an invasion of Ukraine, and demands that the alliance rule out any expansion to the east.',
  ],
};

describe('the key of a story', () => {
  it('is the publisher and its uri, else its URL, else only the publisher', () => {
    expect(identityKey({ publisher: 'wion', uri: 'urn:story:1', url: 'https://example.com/a' })).toBe(
      'uri:wion:urn:story:1',
    );
    expect(identityKey({ publisher: 'wion', url: 'https://example.com/a/?utm_source=x' })).toBe(
      'url:wion:https://example.com/a',
    );
    expect(identityKey({ publisher: 'wion' })).toBe('content:wion');
    expect(identityKey({ publisher: 'wion', url: 'mailto:a@example.com' })).toBe('content:wion');
  });

  it('is the same for http and https', () => {
    expect(identityKey({ publisher: 'wion', url: 'http://example.com/a' })).toBe(
      identityKey({ publisher: 'wion', url: 'https://example.com/a/' }),
    );
  });
});

describe('a story identified by its text', () => {
  const found = (candidate: { headline: string | null; body: string[] }) =>
    findSameStory(candidate, [
      { id: 'other', ...sameEvent },
      { id: 'nato', ...nato },
    ]);

  it('is found with score 1 if unchanged', () => {
    expect(found(nato)).toEqual({ id: 'nato', score: 1 });
    expect(textSimilarity(nato, nato)).toBe(1);
  });

  it('is found with another headline', () => {
    expect(found({ headline: 'NATO shows unity', body: nato.body })?.id).toBe('nato');
  });

  it('is found with two of six sentences rewritten and one added', () => {
    const body = nato.body
      .with(0, 'Foreign ministers of NATO spoke to each other on Friday.')
      .with(3, 'Others agreed with him on social networks.');
    expect(
      found({ headline: 'NATO shows unity', body: [...body, 'The next meeting is on Wednesday, officials said.'] })?.id,
    ).toBe('nato');
  });

  it('is found with twice its length', () => {
    expect(
      found({
        headline: 'NATO shows unity',
        body: [
          ...nato.body,
          ...sameEvent.body.slice(2, 4),
          'Officials in Kyiv welcomed the statement and asked for more air defence systems before the winter.',
        ],
      })?.id,
    ).toBe('nato');
  });

  it('is not confused with another story on the same event', () => {
    expect(textSimilarity(nato, sameEvent)).toBeLessThan(0.4);
    expect(findSameStory(sameEvent, [{ id: 'nato', ...nato }])).toBeNull();
  });

  it('of one short sentence is found only if equal', () => {
    const goal = { headline: null, body: ['Goal for Arsenal in the 23rd minute!'] };
    expect(
      findSameStory({ headline: null, body: ['Goal for Arsenal in the 27th minute!'] }, [{ id: 1, ...goal }]),
    ).toBeNull();
    expect(
      findSameStory({ headline: null, body: ['Goal for Arsenal  in the 23rd minute'] }, [{ id: 1, ...goal }])?.id,
    ).toBe(1);
  });

  it('without body is found by its headline, and without both never', () => {
    expect(findSameStory({ headline: 'Breaking', body: [] }, [{ id: 1, headline: 'Breaking', body: [] }])?.id).toBe(1);
    expect(findSameStory({ headline: null, body: [] }, [{ id: 1, headline: null, body: [] }])).toBeNull();
  });

  it('is found in languages without spaces', () => {
    const old = {
      headline: '首相が会見',
      body: [
        '首相は七日、官邸で記者会見を開き、経済対策の概要を明らかにした。',
        '対策の規模は十兆円を超える見通しだ。',
        '野党は財源が不明確だと批判している。',
      ],
    };
    expect(
      findSameStory({ headline: '首相会見', body: old.body.with(1, '対策の規模は十二兆円を超える見通しだという。') }, [
        { id: 1, ...old },
      ])?.id,
    ).toBe(1);
    expect(shingles(old.body.join('')).size).toBeGreaterThan(40);
  });
});

/**
 * Three pairs of versions of one story (new lead, cut to half, extended), and three pairs of different stories on the
 * event.
 */
function pairsOf({ headlines, report, learnt, rival, followUp }: NewsEvent) {
  const [headline, later, rivals, next] = headlines;
  const [lead, fact, quote, detail, past, background] = report;
  const first = { headline, body: [...report] };
  const elsewhere = { headline: rivals, body: [rival[0], quote, rival[1], rival[2], background, rival[3]] };
  const dayAfter = { headline: next, body: [followUp[0], followUp[1], past, background, followUp[2]] };
  return {
    same: [
      [first, { headline: later, body: [learnt[0], fact, quote, detail, background] }],
      [first, { headline: later, body: [lead, quote, past] }],
      [
        first,
        { headline: later, body: [learnt[0], lead, fact, quote, learnt[1], detail, past, learnt[2], background] },
      ],
    ],
    different: [
      [first, elsewhere],
      [first, dayAfter],
      [elsewhere, dayAfter],
    ],
  } as const;
}

describe('two reports', () => {
  const [same, different] = [
    EVENTS.flatMap((event) => pairsOf(event).same),
    EVENTS.flatMap((event) => pairsOf(event).different),
  ];
  const scores = (pairs: typeof same | typeof different): number[] =>
    pairs.map(([one, other]) => textSimilarity(one, other)).sort((a, b) => a - b);

  it('of one event by two newsrooms or on two days are two stories, and versions of one report are one: 30 pairs of each', () => {
    const [hits, slips] = [
      scores(same).filter((score) => score >= SAME_STORY_SCORE).length,
      scores(different).filter((score) => score >= SAME_STORY_SCORE).length,
    ];
    expect({
      pairs: [same.length, different.length],
      recall: hits / same.length,
      precision: hits / (hits + slips),
    }).toEqual({ pairs: [30, 30], recall: 1, precision: 1 });
  });

  it('have scores well above or below the threshold', () => {
    expect(scores(same)[0]).toBeGreaterThan(SAME_STORY_SCORE);
    expect(scores(different).at(-1)).toBeLessThan(SAME_STORY_SCORE - 0.1);
  });

  it('are distinguished in either order', () => {
    for (const [one, other] of [...same, ...different])
      expect(textSimilarity(other, one)).toBe(textSimilarity(one, other));
  });

  it('of several publishers are related if they share the text, but not if they only share the event', () => {
    const texts = EVENTS.flatMap((event, at) => pairsOf(event).same.map(([, version]) => ({ id: at, ...version })));
    EVENTS.forEach((event, at) => {
      const linked = relatedStories({ headline: event.headlines[0], body: event.report }, texts);
      expect(linked.map(({ id }) => id)).toEqual([at, at, at]);
    });
    expect(
      relatedStories({ headline: 'Goal!', body: ['Goal for Arsenal in the 23rd minute!'] }, [
        { id: 1, headline: 'Goal!', body: ['Goal for Arsenal in the 23rd minute!'] },
      ]),
    ).toEqual([]);
  });
});

describe('the keys of a story', () => {
  it('are today’s, and that of its URL before variants of a page shared one', () => {
    expect(identityKeys({ publisher: 'wion', url: 'http://www.example.com/a-b/amp' })).toEqual([
      'url:wion:https://example.com/a-b',
      'url:wion:https://www.example.com/a-b/amp',
    ]);
    expect(identityKeys({ publisher: 'wion', url: 'https://example.com/a-b' })).toEqual([
      'url:wion:https://example.com/a-b',
    ]);
    expect(identityKeys({ publisher: 'wion', uri: 'u', url: 'https://www.example.com/a-b' })).toEqual(['uri:wion:u']);
    expect(identityKeys({ publisher: 'wion' })).toEqual(['content:wion']);
  });
});
