// The demo's article as it was scraped from its page, and the edits that a newsroom then makes.

/** The visible text of a page, boilerplate included. */
export const DEMO_TEXT = [
  'ugc_banner',
  '',
  "NATO members express solidarity ahead of Russia talks: 'We are also consulting with other key partners'",
  '',
  'WION Web Team',
  'New Delhi, IndiaUpdated: Jan 08, 2022, 12:53 PM IST',
  'main img',
  'This file photo is of service members of the Ukrainian armed forces walking at combat positions near the line of separation from Russian-backed rebels outside the town of Popasna in Luhansk Region, Ukraine January 6, 2022. Photograph:(Reuters)',
  '',
  'Story highlights',
  '',
  'On Twitter, the foreign ministers of Latvia, Estonia, Belgium and Slovakia shared that sentiment, saying that NATO could not dilute its key principles or values',
  '',
  "NATO foreign ministers met by video conference Friday (January 7) as they discussed Russia's military presence on Ukraine's borders and its implications for European security.\u00a0",
  '',
  `While speaking after the meeting, NATO Secretary-General Jens Stoltenberg said, "Russia's aggressive actions seriously undermine the security order in Europe."\u00a0`,
  '',
  'He added, "NATO remains committed to our dual-track approach to Russia: strong deterrence and defence, combined with meaningful dialogue."\u00a0',
  '',
  `Speaking about Russia's intention of having a dialogue, Stoltenberg said that it is a "positive signal" that Russia is now prepared to come to the table and talk because when "tensions are high, dialogue is even more important".`,
  '',
  'Hee said that the consultation is underway with other key partners, such as Georgia, Moldova, Finland and Sweden, as well as the European Union.',
  '',
  'On Twitter, the foreign ministers of Latvia, Estonia, Belgium and Slovakia shared that sentiment, saying that NATO could not dilute its key principles or values.',
  '',
  'During the meeting, the ministers stressed that any further aggression against Ukraine would have significant consequences and carry a heavy price for Russia.\u00a0',
  '',
  'Allies continue to stand with Ukraine and fully support its sovereignty and territorial integrity, as well as the principle that all countries have the right to decide on their own path and their alliances.\u00a0',
  '',
  'Meanwhile, amid all the claims made by the West after Russia increased military deployment near the Ukraine border, Russian President Vladimir Putin has repeatedly denied plans for an invasion of Ukraine.\u00a0',
  '',
  'Watch:\u00a0Ukraine-Russia Tensions: Is War Imminent',
  '',
  '(With inputs from agencies)',
].join('\n');

/** One edit: its description, and pairs of a passage in the current text and its replacement. */
export type DemoStep = { title: string; replace: readonly (readonly [string, string])[] };

const COUNCIL = 'The NATO-Russia Council will meet in Brussels on January 12, for the first time since 2019.';
const ALLIES = /^Allies continue.*$/m.exec(DEMO_TEXT)?.[0] ?? '';
const TWITTER = /^On Twitter, .* values\.$/m.exec(DEMO_TEXT)?.[0] ?? '';

export const DEMO_STEPS: readonly DemoStep[] = [
  { title: 'Change only the time stamp', replace: [['12:53 PM IST', '1:04 PM IST']] },
  {
    title: 'Add a fact, with a new time stamp',
    replace: [
      ['1:04 PM IST', '1:20 PM IST'],
      [
        'met by video conference Friday (January 7) as',
        'met by video conference for two hours on Friday (January 7) as',
      ],
    ],
  },
  {
    title: 'Add a paragraph',
    replace: [
      ['1:20 PM IST', '1:31 PM IST'],
      ['\n\nMeanwhile, amid', `\n\n${COUNCIL}\n\nMeanwhile, amid`],
    ],
  },
  {
    title: 'Soften a sentence, and leave the time stamp unchanged',
    replace: [
      ['would have significant consequences and carry a heavy price for Russia', 'could have consequences for Russia'],
    ],
  },
  {
    title: 'Fix a spelling',
    replace: [
      ['1:31 PM IST', '1:40 PM IST'],
      ['deterrence and defence', 'deterrence and defense'],
    ],
  },
  {
    title: 'Correct an error, with a correction note',
    replace: [
      ['1:40 PM IST', '1:52 PM IST'],
      ['for two hours on Friday', 'for three hours on Friday'],
      [
        '\n\nWatch:',
        '\n\nCorrection: An earlier version of this article said that the meeting took two hours. It took three.\n\nWatch:',
      ],
    ],
  },
  {
    title: 'Move a paragraph up',
    replace: [
      ['1:52 PM IST', '2:05 PM IST'],
      [`\n\n${ALLIES}`, ''],
      [TWITTER, `${ALLIES}\n\n${TWITTER}`],
    ],
  },
];

/** The text after a step; throws where a passage is not in the text. */
export function applyStep(text: string, { title, replace }: DemoStep): string {
  return replace.reduce((current, [from, to]) => {
    if (from === '' || !current.includes(from)) throw new Error(`The demo text has no passage for “${title}”: ${from}`);
    return current.replace(from, () => to);
  }, text);
}
