// Pages whose times contradict each other: which one counts, and that the conflict is reported.
import { expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';

type Case = {
  title: string;
  label?: string;
  published?: string;
  modified?: string;
  head?: string;
  after?: string;
  zone?: string;
  language?: string;
  first?: string | null;
  version?: string | null;
  conflict?: RegExp | null;
};

const STORY =
  'A storm hit the coast on Monday, and many people were without power, officials said on Tuesday morning. ';
const page = ({
  label = '',
  published,
  modified,
  head = '',
  after = '',
  language = 'en',
}: Case) => `<html lang="${language}"><head><title>Storm hits the coast</title>${head}<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Storm hits the coast', datePublished: published, dateModified: modified })}</script></head>
<body><article><h1>Storm hits the coast</h1><div class="meta">${label}</div><div class="article-body"><p>${STORY.repeat(2)}</p><p>${STORY.repeat(2)}</p></div>${after}</article></body></html>`;

const cases: Case[] = [
  {
    title: 'local time written as Z',
    label: 'Updated: Jan 08, 2022, 12:53 PM IST',
    published: '2022-01-08T10:10:00Z',
    modified: '2022-01-08T12:53:00Z',
    zone: 'Asia/Kolkata',
    version: '2022-01-08T07:23:00Z',
    conflict: /same clock in another zone/,
  },
  {
    title: 'the same for the publication',
    label: 'Published: Jan 08, 2022, 10:10 AM IST',
    published: '2022-01-08T10:10:00Z',
    zone: 'Asia/Kolkata',
    first: '2022-01-08T04:40:00Z',
    conflict: /same clock in another zone/,
  },
  {
    title: 'morning for afternoon',
    label: 'Last updated 3:45 PM EST, February 12, 2024',
    modified: '2024-02-12T03:45:00-05:00',
    version: '2024-02-12T20:45:00Z',
    conflict: /morning for afternoon/,
  },
  {
    title: 'an update that only repeats publication',
    label: 'Published 3 Nov 2023, 08:08 GMT | Updated 3 Nov 2023, 14:10 GMT',
    published: '2023-11-03T08:08:00Z',
    modified: '2023-11-03T08:08:00Z',
    first: '2023-11-03T08:08:00Z',
    version: '2023-11-03T14:10:00Z',
    conflict: /only repeats publication/,
  },
  {
    title: 'a later re-save',
    label: 'Last updated: 2 May 2024, 09:30 GMT',
    published: '2024-05-01T21:10:00Z',
    modified: '2025-03-30T03:00:12Z',
    version: '2024-05-02T09:30:00Z',
    conflict: /saved again later/,
  },
  {
    title: 'an update later than now',
    label: '',
    published: '2024-05-01T21:10:00Z',
    modified: '2031-01-01T00:00:00Z',
    first: '2024-05-01T21:10:00Z',
    version: null,
    conflict: /later than now/,
  },
  {
    title: 'an update before publication',
    label: '',
    published: '2024-05-01T21:10:00Z',
    modified: '2024-05-01T20:00:00Z',
    version: '2024-05-01T21:10:00Z',
    conflict: /earlier than publication/,
  },
  {
    title: 'a day alone against a label with minutes',
    label: 'Updated: 3 November 2023, 14:10 GMT',
    modified: '2023-11-03',
    version: '2023-11-03T14:10:00Z',
    conflict: null,
  },
  {
    title: 'a day alone against a minute of that day',
    label: 'Updated: 3 November 2023',
    modified: '2023-11-03T14:10:00Z',
    version: '2023-11-03T14:10:00Z',
    conflict: null,
  },
  {
    title: 'a day alone against another day',
    label: 'Updated: 3 November 2023',
    modified: '2024-02-01T03:00:00Z',
    version: null,
    conflict: /the label says 2023-11-03/,
  },
  {
    title: 'midnight for a day without a clock',
    label: 'Published 3 November 2023, 08:08 GMT',
    published: '2023-11-03T00:00:00Z',
    first: '2023-11-03T08:08:00Z',
    conflict: /firstCreated/,
  },
  {
    title: 'a clock without a zone, by the metadata’s offset',
    label: 'Veröffentlicht: 05.11.2023, 17:20 Uhr | Aktualisiert: 06.11.2023, 08:05 Uhr',
    language: 'de',
    published: '2023-11-05T17:20:00+01:00',
    modified: '2023-11-05T17:20:00+01:00',
    first: '2023-11-05T16:20:00Z',
    version: '2023-11-06T07:05:00Z',
    conflict: /only repeats publication/,
  },
  {
    title: 'a clock without a zone, by the same event’s instant',
    label: 'Publié le 02 novembre 2023 à 20h42, mis à jour le 03 novembre 2023 à 09h15',
    language: 'fr',
    published: '2023-11-02T19:42:00Z',
    first: '2023-11-02T19:42:00Z',
    version: '2023-11-03T08:15:00Z',
    conflict: null,
  },
  {
    title: 'metadata without a zone, with the publisher’s zone known',
    label: '',
    published: '2023-11-03T12:00:00',
    zone: 'Asia/Kolkata',
    first: '2023-11-03T06:30:00Z',
    conflict: null,
  },
  {
    title: 'metadata without a zone, nothing known',
    label: '',
    published: '2023-11-03T12:00:00',
    first: null,
    conflict: null,
  },
  {
    title: 'IST that could be three zones, and metadata that repeats its clock as Z',
    label: 'Updated: Jan 08, 2022, 12:53 PM IST',
    modified: '2022-01-08T12:53:00Z',
    version: null,
    conflict: /the label says Updated/,
  },
  {
    title: 'IST resolved by the metadata',
    label: 'Updated: Jan 08, 2022, 12:53 PM IST',
    modified: '2022-01-08T07:23:00Z',
    version: '2022-01-08T07:23:00Z',
    conflict: null,
  },
  {
    title: 'label and metadata that agree',
    label: 'Updated: Jan 08, 2022, 12:53 PM IST',
    modified: '2022-01-08T12:53:20+05:30',
    version: '2022-01-08T07:23:20Z',
    conflict: null,
  },
  {
    title: 'a related story’s label',
    label: 'Published 3 Nov 2023, 08:08 GMT',
    published: '2023-11-03T08:08:00Z',
    modified: '2023-11-03T09:00:00Z',
    after: '<div class="related-stories"><p>Updated: 5 Nov 2023, 10:00 GMT</p></div>',
    version: '2023-11-03T09:00:00Z',
    conflict: null,
  },
  {
    title: 'a label at the story’s end',
    label: '',
    published: '2023-11-03T08:08:00Z',
    modified: '2023-11-03T08:08:00Z',
    after: '<p class="updated">Last updated: 3 Nov 2023, 19:30 GMT</p>',
    version: '2023-11-03T19:30:00Z',
    conflict: /only repeats publication/,
  },
];

test.each(cases)('$title', (one) => {
  const read = parsePage({ type: 'text/html', content: page(one), now: '2025-11-24T12:00:00Z', zone: one.zone });
  if (one.first !== undefined) expect(read.firstCreated).toBe(one.first);
  if (one.version !== undefined) expect(read.versionCreated).toBe(one.version);
  if (one.conflict === null) expect(read.conflicts).toBeUndefined();
  else if (one.conflict !== undefined) expect(read.conflicts?.join('\n')).toMatch(one.conflict);
  // All candidates stay among the stamps.
  for (const said of [one.published, one.modified])
    if (said !== undefined) expect(read.stamps.some(({ text }) => text === said)).toBe(true);
});
