import { describe, expect, it } from 'vitest';
import { compareRevisions } from '../../../src/core/revision/compare.js';
import { applyOps } from '../../../src/core/revision/ops.js';

const BODY = [
  'The ministers met in Geneva on Friday. They will meet again on Monday.',
  'No date was set for a treaty.',
  'Protests went on in the capital.',
];
const compared = (old: string[], next: string[], versionCreated = '2022-01-08T07:23:00Z') =>
  compareRevisions(
    { headline: 'Talks', versionCreated: '2022-01-08T07:23:00Z', body: old },
    { headline: 'Talks', versionCreated, body: next },
  );

const BOILERPLATE = [
  'Advertisement',
  'ADVERTISEMENT',
  'Story continues below advertisement',
  'Read more: Ministers to meet in Bern',
  'ALSO READ | Ministers to meet in Bern',
  'Sign up for our daily newsletter.',
  'Share this article',
  '5 min read',
  'Follow us on Twitter',
  'We use cookies to make this site better.',
  '© 2022 Example News',
  'Related stories',
  'Anzeige',
  'Lesen Sie auch: Minister treffen sich',
  'Abonnieren Sie unseren Newsletter',
  'Folgen Sie uns auf Facebook',
  '3 Min. Lesezeit',
  'Lire aussi : Les ministres se retrouvent',
  'Publicité',
  'Inscrivez-vous à notre newsletter',
  'Lea también: Los ministros se reúnen',
  'Suscríbete a nuestro boletín',
  'Leia também: Ministros se encontram',
  'Leggi anche: I ministri si incontrano',
  'Lees ook: Ministers komen bijeen',
  'Czytaj także: Ministrowie się spotkają',
  'Läs också: Ministrar möts',
  'Lue myös: Ministerit tapaavat',
  'Læs også: Ministre mødes',
  'Les også: Ministre møtes',
  'İlgili haber: Bakanlar buluşuyor',
  'Читайте также: Министры встретятся',
  'Подписывайтесь на наш канал',
  'यह भी पढ़ें: मंत्री मिलेंगे',
  'اقرأ أيضا: الوزراء يجتمعون',
  'Baca juga: Para menteri bertemu',
  'Xem thêm: Các bộ trưởng gặp nhau',
  '广告',
  '相关阅读：部长会晤',
  '関連記事：閣僚会談',
  '관련 기사: 장관 회담',
];

describe('the same text with other boilerplate', () => {
  it.each(BOILERPLATE)('is unchanged, with exact ops: %s', (line) => {
    for (const next of [
      [...BODY, line],
      [line, ...BODY],
      [...BODY.slice(0, 1), line, ...BODY.slice(1)],
    ]) {
      const there = compared(BODY, next);
      expect({ class: there.class, silent: there.silent }).toEqual({ class: 'unchanged', silent: false });
      expect(applyOps(BODY, there.ops)).toEqual(next);
      expect(there.sentences.new.filter(({ label }) => label !== 'unchanged').map(({ label }) => label)).not.toContain(
        'moved',
      );
      expect(compared(next, BODY).class).toBe('unchanged');
      expect(compared(BODY, next, '2022-01-09T07:23:00Z').class).toBe('stamp');
    }
  });

  it('that was edited is unchanged', () => {
    expect(compared([...BODY, '5 min read'], [...BODY, '6 min read']).class).toBe('unchanged');
    expect(
      compared([...BODY, 'Read more: Ministers to meet in Bern'], [...BODY, 'Read more: Storm hits the coast']).class,
    ).toBe('unchanged');
  });

  it('and a changed fact is an update', () => {
    expect(compared(BODY, ['Advertisement', ...BODY.with(1, 'A date was set for a treaty.')]).class).toBe('update');
  });

  it.each([
    'The paper sold its advertising arm.',
    'Share prices fell by 3%.',
    'Readers share the story widely.',
    'She signed up for the army.',
    'He follows the news on Twitter.',
    'The company said that it uses cookies in its recipes.',
    'Ministers read more reports than before.',
    'Comments by the minister drew anger.',
    'Die Anzeige wurde zurückgezogen.',
    'Il faut partager les richesses.',
    'La publicidad electoral está prohibida.',
  ])('is not mistaken for a sentence of the story: %s', (sentence) => {
    expect(compared(BODY, [...BODY, sentence]).class).toBe('update');
  });
});

describe('a difference', () => {
  const inText = (from: string, to: string): string =>
    compared([...BODY, from], [...BODY, to], '2022-01-09T07:23:00Z').class;

  it.each([
    ['a word space', 'Talks are underway in Bern.', 'Talks are under way in Bern.'],
    ['an ellipsis', 'He waited... and left.', 'He waited… and left.'],
    ['an exclamation mark', 'They won.', 'They won!'],
    ['a comma', 'Later he left.', 'Later, he left.'],
    ['a capital', 'The Internet was down.', 'The internet was down.'],
  ])('that readers see is at least a refile: %s', (_, from, to) => {
    expect(inText(from, to)).toBe('refile');
  });

  it.each([
    ['ligatures', 'The ﬁrst oﬃce.', 'The first office.'],
    ['decomposed letters', 'Zu\u0308rich is here.', 'Zürich is here.'],
    ['non-breaking spaces', 'It has 5\u00a0000 pages.', 'It has 5 000 pages.'],
    ['non-breaking hyphens', 'A well\u2011known man.', 'A well-known man.'],
    ['directional marks', '\u202aHe came.\u202c', 'He came.'],
    ['soft hyphens', 'A consul\u00adtation.', 'A consultation.'],
    ['guillemets', '«Yes», he said.', '"Yes", he said.'],
  ])('that readers do not see is unchanged: %s', (_, from, to) => {
    expect(inText(from, to)).toBe('stamp');
  });

  it.each([
    ['a per cent', 'It grew 1.5%.', 'It grew 15%.'],
    ['a decimal comma', 'Es waren 1,5 Prozent.', 'Es waren 15 Prozent.'],
    ['digits of another script', 'यह १५ है।', 'यह १६ है।'],
    ['a negation in German', 'Er kommt heute.', 'Er kommt nicht heute.'],
    ['a negation in Russian', 'Он приехал вчера.', 'Он не приехал вчера.'],
    ['a negation in Chinese', '他昨天来了。', '他昨天没来。'],
    ['a score', 'They won 2-1.', 'They won 2-0.'],
    ['a name', 'Olaf Scholz spoke.', 'Olaf Schulz spoke.'],
  ])('of facts is an update: %s', (_, from, to) => {
    expect(inText(from, to)).toBe('update');
  });
});

describe('a split sentence, and two joined ones', () => {
  const whole =
    'The ministers of Latvia and Estonia met in Brussels on Friday, and they agreed to send more troops to the border.';
  const parts = [
    'The ministers of Latvia and Estonia met in Brussels on Friday.',
    'They agreed to send more troops to the border.',
  ];
  const labels = (old: string[], next: string[]) => {
    const { sentences, ops } = compared(old, next);
    expect(applyOps(old, ops)).toEqual(next);
    return { old: sentences.old.map(({ label }) => label), new: sentences.new.map(({ label }) => label) };
  };

  it('are edited on both sides', () => {
    const rest = ['unchanged', 'unchanged', 'unchanged', 'unchanged'];
    expect(labels([...BODY, whole], [...BODY, parts.join(' ')])).toEqual({
      old: [...rest, 'edited'],
      new: [...rest, 'edited', 'edited'],
    });
    expect(labels([...BODY, parts.join(' ')], [...BODY, whole])).toEqual({
      old: [...rest, 'edited', 'edited'],
      new: [...rest, 'edited'],
    });
  });

  it('are not assumed where a sentence is added next to an edited one', () => {
    expect(
      labels(
        [...BODY, parts[0] ?? ''],
        [...BODY, `${(parts[0] ?? '').replace('Friday', 'Monday')} Markets rose in Tokyo.`],
      ).new.slice(-2),
    ).toEqual(['edited', 'added']);
  });
});
