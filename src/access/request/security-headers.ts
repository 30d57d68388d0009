// Security headers: what a browser may load and run on our pages, and which sites may frame them.
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../../config.js';
import { FRAME_HOSTS } from '../../core/format/frame-hosts.js';

/**
 * Publishers' markup must never run: pages load their own script and style only. Images and media come from
 * any site.
 */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'https:', 'http:', 'data:'],
  mediaSrc: ["'self'", 'https:', 'http:'],
  frameSrc: FRAME_HOSTS.map((host) => `https://${host}`),
  connectSrc: ["'self'", 'ws:', 'wss:'],
  baseUri: ["'none'"],
  formAction: ["'self'"],
};

/** Swagger UI and Bull Board use inline styles and a base element. They render no publisher's markup. */
const TOOL_ROUTES = /^\/(docs|ops\/queues)(\/|\?|$)/;
const TOOL_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');
/** Pages for signed-in users. No site may frame them, whatever FRAME_ANCESTORS says: clickjacking. */
const SIGNED_IN_ROUTES = /^\/(console|ops)(\/|\?|$)/;

/** X-Frame-Options can't name another site: with FRAME_ANCESTORS that do, only the policy is sent. */
function xFrameOptionsFor(frameAncestors: readonly string[]): { action: 'sameorigin' | 'deny' } | false {
  const value = frameAncestors.join(' ');
  if (value === "'self'") return { action: 'sameorigin' };
  return value === "'none'" && { action: 'deny' };
}

/** Registers Helmet, and stricter headers for pages with a session. */
export async function addSecurityHeaders(
  app: NestFastifyApplication,
  { frameAncestors }: Pick<Config, 'frameAncestors'>,
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { ...POLICY, frameAncestors: [...frameAncestors] } },
    xFrameOptions: xFrameOptionsFor(frameAncestors),
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: false,
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request, reply) => {
      // The route, not the URL as sent: /%63onsole is /console too.
      const route = request.routeOptions.url ?? request.url;
      if (TOOL_ROUTES.test(route)) {
        void reply.header('content-security-policy', TOOL_POLICY);
      } else if (SIGNED_IN_ROUTES.test(route)) {
        const policy = String(reply.getHeader('content-security-policy'));
        void reply.header('content-security-policy', policy.replace(/frame-ancestors [^;]*/, "frame-ancestors 'none'"));
      } else {
        return;
      }
      // Other origins must not load these at all: the browser would send the session.
      void reply.header('x-frame-options', 'DENY').header('cross-origin-resource-policy', 'same-origin');
    });
}
