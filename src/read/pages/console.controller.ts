import { Body, Controller, Get, Header, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../../access/session/sessions.js';
import { signInInput, type SignInInput } from '../../core/sign-in.js';
import { html } from '../../core/format/html.js';

/** The same for every user: the script loads all data. */
const PAGE = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="same-origin">
<title>Dateline console</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/client/console.css">
<script type="module" src="/client/console.js"></script>
</head>
<body>
<noscript><p class="noscript">The console needs JavaScript. Everything it does is also in the <a href="/docs">API</a>.</p></noscript>
</body>
</html>
`.text;

@ApiExcludeController()
@Controller('console')
export class ConsoleController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-cache')
  page(): string {
    return PAGE;
  }

  /** Called by the console's sign-in form. */
  @Post('sign-in')
  async signIn(
    @Body({ schema: signInInput }) { key }: SignInInput,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await respond(request, reply, await this.sessions.signIn(request, key, '/console', 'publish'));
  }

  @Post('sign-out')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await respond(request, reply, await this.sessions.signOut(request, '/console'));
  }
}

/** 204 for the script; a form that was submitted without it is redirected to the console. */
async function respond({ headers }: FastifyRequest, reply: FastifyReply, cookie: string): Promise<void> {
  void reply.headers({ 'set-cookie': cookie, 'cache-control': 'no-store' });
  if (/text\/html/i.test(headers.accept ?? '')) await reply.status(303).header('location', '/console').send();
  else await reply.status(204).send();
}
