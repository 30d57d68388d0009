// The OpenAPI document under /docs: the bearer scheme, and the response of a rate limit.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const text = (description: string, example: string): object => ({ description, schema: { type: 'string', example } });

const TOO_MANY = {
  description:
    '`too_many`: the key or the address exceeded RATE_LIMIT_PUBLISH, _READ, _COSTLY, _CONNECT or _WRONG_KEYS (application/problem+json)',
  headers: {
    'Retry-After': {
      description: 'Seconds until the next attempt may succeed',
      schema: { type: 'integer', example: 42 },
    },
    RateLimit: text(
      'Requests left, and seconds until the window ends (draft-ietf-httpapi-ratelimit-headers); also on other responses of limited calls that no shared cache may store',
      '"publish";r=0;t=42',
    ),
    'RateLimit-Policy': text('The limit: requests per window of so many seconds', '"publish";q=600;w=60'),
  },
};

/** Adds the 429 response to each operation with a rate limit. */
function documentRateLimits(document: OpenAPIObject): OpenAPIObject {
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.startsWith('/v1/') || path.startsWith('/v1/websub/')) continue;
    for (const operation of [operations.get, operations.post, operations.put, operations.patch, operations.delete]) {
      if (operation !== undefined) operation.responses = { ...operation.responses, 429: TOO_MANY };
    }
  }
  return document;
}

/** Serves Swagger UI at /docs and the document at /docs/openapi.json. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Dateline')
    .setDescription('Real-time news feed backend. Errors are RFC 9457 problem documents with a `code`.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A Dateline key' })
    .build();
  const options = { jsonDocumentUrl: 'docs/openapi.json', customSiteTitle: 'Dateline API' };
  SwaggerModule.setup('docs', app, () => documentRateLimits(SwaggerModule.createDocument(app, config)), options);
}
