import { z } from 'zod';
import { isUrl } from './text/is-url.js';

/** The sign-in form. `to` is the path on this server to continue at. */
export const signInInput = z.object({
  key: z.string().trim().min(1, 'must not be empty').max(512),
  to: z.string().max(2000).optional(),
});
export type SignInInput = z.output<typeof signInInput>;

/**
 * The path and query of `to` if it lies under `page`, else `page`. The host that `to` names is ignored (no
 * open redirect).
 */
export function safeReturnPath(page: string, to: string | undefined): string {
  const anyHost = 'http://nowhere.invalid';
  if (to === undefined || !isUrl(to, anyHost)) return page;
  const { pathname, search } = new URL(to, anyHost);
  const isSignIn = /\/sign-(in|out)$/.test(pathname);
  return !isSignIn && (pathname === page || pathname.startsWith(`${page}/`)) ? pathname + search : page;
}
