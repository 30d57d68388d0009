import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

// What the IPTC's schema of ninjs 3.1 asks of the properties that an export may have, written anew from it: nothing
// else is let pass.
const text = { type: 'string' };
const uri = { type: 'string', format: 'uri' };
const time = { type: 'string', format: 'date-time' };
const closed = (properties: object, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const list = (items: object) => ({ type: 'array', items });
const valued = list(
  closed(
    { role: text, contentType: text, value: text, charCount: { type: 'integer' }, wordCount: { type: 'integer' } },
    ['value'],
  ),
);
const concepts = list(closed({ name: text, rel: text, uri, literal: text }));

const properties = {
  uri,
  type: { enum: ['text', 'audio', 'video', 'picture', 'graphic', 'composite', 'component', 'event', 'planning'] },
  representationType: { enum: ['full', 'partial'] },
  profile: text,
  version: text,
  firstCreated: time,
  versionCreated: time,
  contentCreated: time,
  embargoedUntil: time,
  pubStatus: { enum: ['usable', 'withheld', 'canceled'] },
  urgency: { type: 'integer', minimum: 1, maximum: 9 },
  copyrightHolder: text,
  copyrightNotice: text,
  usageTerms: text,
  edNote: text,
  language: text,
  descriptions: valued,
  bodies: valued,
  headlines: valued,
  people: concepts,
  places: concepts,
  subjects: concepts,
  genres: list(closed({ name: text, uri: text, literal: text })),
  infoSources: list(closed({ name: text, role: text, uri, literal: text })),
  eventDetails: closed({ dates: closed({ startDate: time, endDate: time }, ['endDate']) }),
  title: text,
  by: text,
  slugline: text,
  located: text,
  renditions: list(
    closed(
      {
        name: text,
        href: uri,
        contentType: text,
        title: text,
        width: { type: 'integer' },
        height: { type: 'integer' },
      },
      ['name'],
    ),
  ),
  altIds: list(closed({ role: text, value: text })),
  standard: closed({ name: text, version: text, schema: uri }),
  expires: time,
  associations: list({ $ref: '#/$defs/associated' }),
};

const ajv = new Ajv2020({ allErrors: true });
ajv.addFormat('uri', /^[a-z][a-z0-9+.-]*:(?:[a-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})+$/i);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);
const validate = ajv.compile({
  ...closed(properties, ['uri']),
  $defs: { associated: closed({ ...properties, name: text, rel: text }, ['uri', 'name']) },
});

/** What is wrong with this as a ninjs 3.1 item; nothing is the aim. */
export function ninjsFaults(item: unknown): string[] {
  validate(item);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
