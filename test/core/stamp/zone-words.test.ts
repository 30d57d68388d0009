// Zones in stamps: abbreviations, offsets, places and nationalities, in several languages; null where
// ambiguous.
import { expect, test } from 'vitest';
import { findStamps, type StampContext } from '../../../src/core/stamp/grammar.js';

const now = Date.parse('2024-03-01T00:00:00Z');
const zoneOf = (line: string, context: Partial<StampContext> = {}) =>
  findStamps(line, { now, ...context }).find(({ stamp }) => stamp.kind === 'updated')?.stamp.zone;

const WORDS: [string, string | null][] = [
  ['12:53 PM Eastern', '-05:00'],
  ['12:53 PM (Eastern Time)', '-05:00'],
  ['12:53 p.m. EST', '-05:00'],
  ['12:53 GMT+2', '+02:00'],
  ['12:53 (GMT+2)', '+02:00'],
  ['12:53 GMT+02:00', '+02:00'],
  ['12:53 UTC+5:30', '+05:30'],
  ['12:53 UTC + 5:30', '+05:30'],
  ['12:53 (UTC +01:00)', '+01:00'],
  ['12:53 Uhr (MEZ)', '+01:00'],
  ['12:53 Uhr MEZ', '+01:00'],
  ['12:53 (MSK)', '+03:00'],
  ['12:53 по мск', '+03:00'],
  ['12:53 МСК', '+03:00'],
  ['12:53 (мск)', '+03:00'],
  ['12:53 (GMT +3)', '+03:00'],
  ['12:53 ora Italiana', '+01:00'],
  ['12:53 hora española', '+01:00'],
  ['12:53 (hora peninsular)', '+01:00'],
  ['12:53 hora de Madrid', '+01:00'],
  ['12:53 hora de México', '-06:00'],
  ['12:53 hora de Colombia', '-05:00'],
  ['12:53 hora argentina', '-03:00'],
  ['12:53 hora local', null],
  ['12:53 local time', null],
  ['12:53 ora locale', null],
  ['12:53 New York time', '-05:00'],
  ['12:53 (New York time)', '-05:00'],
  ['12:53 London time', 'Z'],
  ['12:53 Paris time', '+01:00'],
  ['12:53 Tokyo time', '+09:00'],
  ['12:53 Sydney time', '+11:00'],
  ['12:53 Dubai time', '+04:00'],
  ['12:53 Beijing Time', '+08:00'],
  ['12:53 BJT', '+08:00'],
  ['12:53 Hong Kong Time', '+08:00'],
  ['12:53 KSA', '+03:00'],
  ['12:53 Makkah time', '+03:00'],
  ['12:53 Mecca time', '+03:00'],
  ['12:53 Cairo time', '+02:00'],
  ['12:53 heure de Paris', '+01:00'],
  ['12:53 heure locale', null],
  ['12:53 heure de Montréal', '-05:00'],
  ['12:53 HNE', '-05:00'],
  ['12:53 CET/CEST', '+01:00'],
  ['12:53 EST/EDT', '-05:00'],
  ['12:53 IST/07:23 GMT', '+05:30'],
  ['12:53 (SGT)', '+08:00'],
  ['12:53 PKT', '+05:00'],
  ['12:53 WITA', '+08:00'],
  ['12:53 Z', 'Z'],
  ['12:53Z', 'Z'],
  ['12:53 UTC', 'Z'],
  ['12:53 +0000', 'Z'],
  ['12:53 TSİ', '+03:00'],
  ['12:53 (Türkiye saati)', '+03:00'],
  ['12:53 за Києвом', '+02:00'],
  ['12:53 (horário de Brasília)', '-03:00'],
  ['12:53 horário de Brasília', '-03:00'],
  ['12:53 (hora de Lisboa)', 'Z'],
  ['12:53 (ora României)', '+02:00'],
  ['12:53 Uhr Ortszeit', null],
  ['12:53 Indian Standard Time', '+05:30'],
  ['12:53 AM (IST)', null],
  ['12:53 Europe/Berlin', '+01:00'],
  ['12:53 America/New_York', '-05:00'],
  ['12:53 Eastern Standard Time (EST)', '-05:00'],
  ['12:53 CET', '+01:00'],
  ['12:53 EET', '+02:00'],
  ['12:53 EAT', '+03:00'],
  ['12:53 WAT', '+01:00'],
  ['12:53 SAST', '+02:00'],
  ['12:53 AEDT', '+11:00'],
  ['12:53 NZDT', '+13:00'],
  ['12:53 JST', '+09:00'],
  ['12:53 KST', '+09:00'],
  ['12:53 ICT', '+07:00'],
  ['12:53 น. (GMT+7)', '+07:00'],
  ['12:53 Greenwich', 'Z'],
  ['12:53 hrs GMT', 'Z'],
  ['12:53 hrs IST', null],
  ['12:53 hours GMT', 'Z'],
  ['12:53 BRT', '-03:00'],
  ['12:53 ART', '-03:00'],
  ['12:53 CLT', '-04:00'],
  ['12:53 UTC−3', '-03:00'],
  ['12:53 GMT-0500', '-05:00'],
  ['12:53 ET', '-05:00'],
  ['12:53 PT', '-08:00'],
  ['12:53 AKST', '-09:00'],
  ['12:53 HST', '-10:00'],
  ['12:53 NPT', '+05:45'],
  ['12:53 GMT (20:53 HKT)', 'Z'],
  ['12:53 Central European Time', '+01:00'],
  ['12:53 CST (UTC+8)', '+08:00'],
  ['12:53 IST (GMT+5:30)', '+05:30'],
  ['12:53 IST (+5:30 GMT)', '+05:30'],
  ['12:53 India time', '+05:30'],
  ['12:53 US Eastern Time', '-05:00'],
  ['12:53 U.S. ET', '-05:00'],
  ['12:53 UK time', 'Z'],
  ['12:53 Irish time', 'Z'],
  ['12:53 Israel time', '+02:00'],
  ['12:53 Moscow time', '+03:00'],
  ['12:53 (Moscow time)', '+03:00'],
  ['12:53 Kyiv time', '+02:00'],
  ['12:53 北京时间', '+08:00'],
  ['12:53（日本時間）', '+09:00'],
  ['12:53 (한국시간)', '+09:00'],
  ['12:53 بتوقيت القدس', '+02:00'],
  ['12:53 بتوقيت لندن', 'Z'],
  ['12:53 بتوقيت بغداد', '+03:00'],
];

test.each(WORDS)('%s', (words, zone) => {
  expect(zoneOf(`Updated: 8 January 2024, ${words}`)).toBe(zone);
});

test('EDT in January is ambiguous', () => {
  expect(zoneOf('Updated: 8 January 2024, 12:53 EDT')).toBeNull();
});

test('the same moment in GMT resolves an ambiguous zone, and never overrides a known one', () => {
  expect(zoneOf('Updated: 8 January 2024, 12:53 IST (07:23 GMT)')).toBe('+05:30');
  expect(zoneOf('Updated: 8 January 2024, 12:53 CST / 18:53 GMT')).toBe('-06:00');
  expect(zoneOf('Updated: 8 January 2024, 00:53 CST / 16:53 GMT')).toBe('+08:00');
  expect(zoneOf('Updated: 8 January 2024, 12:53 JST (10:53 GMT)')).toBe('+09:00');
});

test('BST after a 24-hour clock with a full stop and a day-first date is British; one of these signs is not enough', () => {
  expect(zoneOf('Last modified on Tuesday 4 July 2017 09.37 BST')).toBe('+01:00');
  for (const open of [
    'Last modified on Tuesday 4 July 2017 09:37 BST',
    'Last modified on July 4, 2017 09.37 BST',
    'Last modified on Tuesday 4 July 2017 09.37 am BST',
    'Last modified on Tuesday 4 January 2017 09.37 BST',
  ])
    expect(zoneOf(open)).toBeNull();
});

test('a paper named after its country is one piece of evidence, and needs a second', () => {
  const line = 'Updated: Jan 8, 2024, 12:53 PM IST';
  expect(zoneOf(line, { url: 'https://www.the-hindustan-herald.example.com/a' })).toBeNull();
  expect(zoneOf(`Sensex falls in Mumbai. ${line}`, { url: 'https://www.the-hindustan-herald.example.com/a' })).toBe(
    '+05:30',
  );
  expect(zoneOf(`Gardaí in Cork said. ${line}`, { url: 'https://www.the-hindustan-herald.example.com/a' })).toBeNull();
});
