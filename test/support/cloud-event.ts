/**
 * What CloudEvents 1.0 asks of an event in JSON (its sections 3.1 and 3.2, and 2.4 of its JSON format), as a JSON
 * Schema.
 */
export const CLOUD_EVENT = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type'],
  properties: {
    specversion: { type: 'string', const: '1.0' },
    id: { type: 'string', minLength: 1 },
    // A URI reference (RFC 3986): its characters, each other one percent-encoded.
    source: { type: 'string', minLength: 1, pattern: "^(?:[A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$" },
    type: { type: 'string', minLength: 1 },
    subject: { type: 'string', minLength: 1 },
    time: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$' },
    datacontenttype: { type: 'string', const: 'application/json' },
    data: { type: 'object' },
  },
  // Another attribute would be an extension, and Dateline has none.
  additionalProperties: false,
} as const;
