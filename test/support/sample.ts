import { readFileSync } from 'node:fs';

/** The article that the project began with, as it was scraped. */
export const SAMPLE = readFileSync(new URL('../samples/nato-solidarity.txt', import.meta.url), 'utf8');

/** The sample under a later stamp. */
export const withStamp = (text: string, stamp: string): string => text.replace('Jan 08, 2022, 12:53 PM IST', stamp);

export const FACT = 'Georgia, Moldova, Finland and Sweden';
/** The sample with a fact changed, the stamp as it was. */
export const withFact = (text: string, fact = 'Georgia, Moldova, Finland, Sweden and Austria'): string =>
  text.replace(FACT, fact);
