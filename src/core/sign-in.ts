import { z } from 'zod';

/** What the form at a page's door sends. `to`: where to go on, on this server. */
export const signInInput = z.object({ key: z.string().trim().min(1, 'must not be empty').max(512), to: z.string().max(2000).optional() });
export type SignInInput = z.output<typeof signInInput>;

/** `to` as a path under `page`, whatever host it names; `page` itself where it is no such path. */
export function safeReturnPath(page: string, to: string | undefined): string {
  const nowhere = 'http://nowhere.invalid';
  if (to === undefined || !URL.canParse(to, nowhere)) return page;
  const { pathname, search } = new URL(to, nowhere);
  const isDoor = /\/sign-(in|out)$/.test(pathname);
  return !isDoor && (pathname === page || pathname.startsWith(`${page}/`)) ? pathname + search : page;
}
