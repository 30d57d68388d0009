// Text that was not sent yet, kept on this computer from the first letter on: through a reload, a crash and a lost connection.
import { v4 as uuidv4 } from 'uuid';
import type { DeskState } from '../../../core/story/desk-view.js';
import type { PostFields, PostContent } from './post-content.js';

/** The revision that a text was made from. `state` is where it stood for readers. */
export type BaseRevision = { id: string; revision: number; content: PostContent; state: DeskState; embargoedUntil: string | null; correction: string | null };

/** `id` is also what the post's uri is made of, so that however often it is sent it is one post. */
export type UnsentText = {
  id: string;
  publisher: string;
  blog: string;
  /** The post that it changes, and what that was when the change was begun; null: a new one. */
  post: BaseRevision | null;
  fields: PostFields;
  note: string | null;
  savedAt: number;
};

const PREFIX = 'dateline-unsent:';
/** What this tab is writing, by the post that it changes, or by the live blog that it will be new in: another tab writes another text. */
const MINE = 'dateline-writing:';
const TAB = 'dateline-tab:';

/** Keeps it; false where the browser won't. */
export function saveUnsent(unsent: UnsentText): boolean {
  try {
    localStorage.setItem(PREFIX + unsent.id, JSON.stringify(unsent));
    return true;
  } catch {
    // Full, or forbidden: whoever writes has to know.
    return false;
  }
}

export const deleteUnsent = (id: string): void => localStorage.removeItem(PREFIX + id);

export const loadUnsent = (id: string): UnsentText | null => parsed(localStorage.getItem(PREFIX + id));

/** All of this publisher's, the latest first. */
export function listUnsent(publisher: string): UnsentText[] {
  const found = Object.keys(localStorage).flatMap((name) => (name.startsWith(PREFIX) ? (parsed(localStorage.getItem(name)) ?? []) : []));
  return found.filter((unsent) => unsent.publisher === publisher).toSorted((a, b) => b.savedAt - a.savedAt);
}

/**
 * Makes sure that this tab is one: a tab that was duplicated, or opened by another, comes with a copy of what that one is writing, and
 * would write over it. Such a one begins anew; the texts of the other are listed as not sent. Without locks (no https) it is taken at its word.
 */
export async function claimTab(): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return;
  for (let tab = sessionStorage.getItem(TAB) ?? uuidv4(), tries = 0; tries < 2; tab = uuidv4(), tries += 1) {
    sessionStorage.setItem(TAB, tab);
    if (await held(locks, TAB + tab)) return;
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(MINE)) sessionStorage.removeItem(name);
  }
}

/** Takes a lock for as long as this page lives; false where another page has it. */
const held = (locks: LockManager, name: string): Promise<boolean> =>
  new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });

/** The id of what this tab writes for this post, or as the new one of this live blog. */
export const writingTextId = (of: string): string => sessionStorage.getItem(MINE + of) ?? startWriting(of);

/** True where this tab has begun to write for it. */
export const isWriting = (of: string): boolean => sessionStorage.getItem(MINE + of) !== null;

/** From now on this tab writes `id` for it. */
export function startWriting(of: string, id: string = uuidv4()): string {
  sessionStorage.setItem(MINE + of, id);
  return id;
}

export const stopWriting = (of: string): void => sessionStorage.removeItem(MINE + of);

function parsed(text: string | null): UnsentText | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as UnsentText;
  } catch {
    // Not ours, or half written: nothing can be shown of it.
    return null;
  }
}
