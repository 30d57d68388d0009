import type { OpenAPIObject } from '@nestjs/swagger';

const text = (description: string, example: string): object => ({ description, schema: { type: 'string', example } });

const TOO_MANY = {
  description: '`too_many`: more than RATE_LIMIT_PUBLISH, _READ, _COSTLY, _CONNECT or _WRONG_KEYS allow the key or the address (application/problem+json)',
  headers: {
    'Retry-After': { description: 'Seconds after which it may be tried again', schema: { type: 'integer', example: 42 } },
    RateLimit: text('What is left, and after how many seconds all is again (draft-ietf-httpapi-ratelimit-headers); on other answers too, where it is limited and no cache may keep them', '"publish";r=0;t=42'),
    'RateLimit-Policy': text('The limit: so many requests in so many seconds', '"publish";q=600;w=60'),
  },
};

/** Says of each operation that is counted how it is refused. */
export function documentRateLimits(document: OpenAPIObject): OpenAPIObject {
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.startsWith('/v1/') || path.startsWith('/v1/websub/')) continue;
    for (const operation of [operations.get, operations.post, operations.put, operations.patch, operations.delete]) {
      if (operation !== undefined) operation.responses = { ...operation.responses, 429: TOO_MANY };
    }
  }
  return document;
}
