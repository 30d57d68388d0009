import type { LanguagePack } from '../../words/language-pack.js';

export const ENGLISH: LanguagePack = {
  language: 'en',
  updated: [
    'updated', 'last updated', 'last update', 'latest update', 'update', 'modified', 'last modified',
    'last modification', 'date modified', 'modified date', 'last modified date', 'last edited', 'edited',
    'last revised', 'revised', 'revised date', 'last changed', 'amended', 'last amended', 'updated date',
    'date updated', 'update date', 'updated time', 'update time', 'last updated time', 'last updated date',
    'date last updated', 'last refreshed', 'refreshed', 'most recently updated',
    'last reviewed and updated', 'reviewed and updated', 'upd', 'date of update', 'time updated', 'changed',
  ],
  published: [
    'published', 'first published', 'originally published', 'posted', 'first posted', 'originally posted',
    'date published', 'publish date', 'published date', 'published time', 'date of publication',
    'publication date', 'publishing date', 'post date', 'created', 'date created', 'first created',
    'written', 'original', 'issued', 'released', 'filed', 'date posted', 'uploaded', 'submitted',
  ],
  commonWords: [
    'update', 'latest update', 'edited', 'revised', 'changed', 'created', 'written', 'original', 'issued',
    'released', 'filed', 'amended', 'uploaded', 'submitted', 'refreshed', 'upd',
  ],
  months: {
    jan: ['jan'], feb: ['feb', 'febr'], mar: ['mar'], apr: ['apr'], may: ['may'], jun: ['jun'],
    jul: ['jul'], aug: ['aug'], sep: ['sept', 'sep'], oct: ['oct'], nov: ['nov'], dec: ['dec'],
  },
  weekdays: {
    mon: ['mon'], tue: ['tue', 'tues'], wed: ['wed', 'weds'], thu: ['thu', 'thur', 'thurs'], fri: ['fri'],
    sat: ['sat'], sun: ['sun'],
  },
  fillers: ['on', 'at', 'the', 'of', 'date', 'time', 'and', 'as', 'in', 'from', 'since'],
  hourWords: ['hrs', 'hours', 'h', 'hr'],
  am: ['am'],
  pm: ['pm'],
  units: {
    minute: ['minute', 'minutes', 'min', 'mins', 'm'],
    hour: ['hour', 'hours', 'hr', 'hrs', 'h'],
    day: ['day', 'days', 'd'],
    week: ['week', 'weeks', 'wk', 'wks'],
  },
  afterSpan: ['ago'],
  today: ['today'],
  yesterday: ['yesterday'],
  by: ['by'],
};
