// Sign-in and sign-out of the operator pages, without a script.
import { Body, Controller, Get, Header, Inject, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../../access/session/sessions.js';
import { safeReturnPath, signInInput, type SignInInput } from '../../core/sign-in.js';
import { signInPage } from './sign-in-page.js';
import { SignInFilter } from './sign-in.filter.js';

@ApiExcludeController()
@UseFilters(SignInFilter)
@Controller('ops')
export class SignInController {
  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  @Get('sign-in')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'same-origin')
  page(@Query('to') to?: string | string[]): string {
    return signInPage({ to: safeReturnPath('/ops', typeof to === 'string' ? to : undefined), why: null, again: false });
  }

  @Post('sign-in')
  async signIn(
    @Body({ schema: signInInput }) { key, to }: SignInInput,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const cookie = await this.sessions.signIn(request, key, '/ops', 'ops');
    await reply
      .status(303)
      .headers({ 'set-cookie': cookie, location: safeReturnPath('/ops', to), 'cache-control': 'no-store' })
      .send();
  }

  @Post('sign-out')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const cookie = await this.sessions.signOut(request, '/ops');
    await reply.status(303).headers({ 'set-cookie': cookie, location: '/ops', 'cache-control': 'no-store' }).send();
  }
}
