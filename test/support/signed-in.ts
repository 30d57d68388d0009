// A browser that is signed in: its session's cookie, or a page of it.
import type { Page } from 'playwright-core';
import { ADMIN_KEY, type TestDateline } from './dateline.js';

export type Door = 'ops' | 'console';

/** Signs in as the form at the door does; answers what it is answered. */
export const askToSignIn = (
  dateline: TestDateline,
  key: string = ADMIN_KEY,
  door: Door = 'ops',
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
) =>
  dateline.http
    .post(`/${door}/sign-in`)
    .type('form')
    .set({ accept: 'application/json', ...headers })
    .send({ key });

/** The cookie that a browser would send from now on. */
export async function signedIn(dateline: TestDateline, key?: string, door?: Door): Promise<string> {
  const { headers, status, text } = await askToSignIn(dateline, key, door);
  const [cookie] = [headers['set-cookie'] ?? []].flat();
  if (cookie === undefined) throw new Error(`signing in was answered ${status}: ${text}`);
  return cookie.split(';')[0] ?? '';
}

/** At a door, goes in with this key. */
export async function signInAt(page: Page, key: string = ADMIN_KEY): Promise<void> {
  await page.getByLabel('Key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}
