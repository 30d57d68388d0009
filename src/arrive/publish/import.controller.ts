import { Controller, HttpCode, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { ApiBearerAuth, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../access/key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { AcceptsBody } from '../../access/request/body-rules.js';
import { DatelineError } from '../../core/errors.js';
import { isNinjs, NINJS } from '../../core/format/ninjs.js';
import { IMPORT_BODY } from '../accepted-bodies.js';
import { ImportParser } from './import-parser.js';
import type { ParsedImport, ImportBody } from './import-worker.js';
import { Importer, type ImportOutcome } from './importer.js';
import { waitPreference } from './request-headers.js';

@ApiTags('publish')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/imports')
export class ImportController {
  constructor(
    private readonly importer: Importer,
    private readonly parser: ImportParser,
  ) {}

  @Post()
  @HttpCode(202)
  @AcceptsBody(IMPORT_BODY)
  @ApiOperation({
    summary: 'Import stories with their history',
    description:
      'A list of ninjs 3 items, as `GET /v1/stories/<id>/ninjs?revisions=all` returns it, or the live blogs of a WordPress export (WXR). Each item becomes a revision with its own times, in the given order. Items imported before are skipped. At most 16 MB and 10,000 items.',
  })
  @ApiConsumes(NINJS, 'application/xml')
  @ApiHeader({ name: 'Prefer', required: false, description: 'wait=<seconds>, 30 at most' })
  @ApiResponse({ status: 200, description: 'The number of items per outcome (with Prefer: wait)' })
  @ApiResponse({ status: 202, description: 'All items are stored and queued; Location is the last submission' })
  async take(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ImportResponse> {
    return answerImport(this.importer, await this.parser.parse(importBodyOf(request)), principal, request, reply);
  }
}

type ImportResponse = ImportOutcome | { items: number; status: string; submission: string | undefined };

/** Stores the items, and answers at once, or with their outcomes where `Prefer: wait` asks for them. */
export async function answerImport(
  importer: Importer,
  parsed: ParsedImport,
  principal: Principal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ImportResponse> {
  const submissions = await importer.accept(parsed, principal);
  const last = submissions.at(-1);
  void reply.status(202).header('location', `/v1/submissions/${last}`);
  const wait = waitPreference(request.headers.prefer);
  if (wait === null) return { items: submissions.length, status: 'queued', submission: last };
  const outcome = await importer.outcome(submissions, wait);
  void reply.status(outcome.queued > 0 ? 202 : 200).header('preference-applied', `wait=${wait / 1000}`);
  return outcome;
}

const isXml = (contentType: string): boolean => /^(?:application|text)\/(?:rss\+)?xml\b/i.test(contentType);

/** The body and its format. Throws `unsupported_type`. */
function importBodyOf(request: RawBodyRequest<FastifyRequest>): ImportBody {
  const contentType = request.headers['content-type'] ?? '';
  const bytes = request.rawBody ?? Buffer.alloc(0);
  if (isNinjs(contentType)) return { form: 'ninjs', contentType, bytes };
  if (isXml(contentType)) return { form: 'wordpress', contentType, bytes };
  throw new DatelineError('unsupported_type', `Send an import as ${NINJS}, or a WordPress export as application/xml.`);
}
