// Unsent texts, saved in this browser from the first keystroke: they survive a reload, a crash and a lost connection.
import { v4 as uuidv4 } from 'uuid';
import type { BaseRevision } from './base-revision.js';
import type { PostFields } from './post-content.js';

/** `id` also makes the post's uri, so that a text that is sent several times becomes one post. */
export type UnsentText = {
  id: string;
  publisher: string;
  blog: string;
  /** The revision that the text changes; null: a new post. */
  post: BaseRevision | null;
  fields: PostFields;
  /** The correction note; null: no correction. */
  note: string | null;
  savedAt: number;
};

const TEXT_PREFIX = 'dateline-unsent:';
/** Per tab: post or live blog id → the id of the text that this tab writes for it. */
const WRITING_PREFIX = 'dateline-writing:';
const TAB_KEY = 'dateline-tab:';

/** False if the browser cannot save it. */
export function saveUnsent(unsent: UnsentText): boolean {
  try {
    localStorage.setItem(TEXT_PREFIX + unsent.id, JSON.stringify(unsent));
    return true;
  } catch {
    // The storage is full or disabled: the editor warns.
    return false;
  }
}

export const deleteUnsent = (id: string): void => localStorage.removeItem(TEXT_PREFIX + id);

export const loadUnsent = (id: string): UnsentText | null => parse(localStorage.getItem(TEXT_PREFIX + id));

/** All unsent texts of this publisher, latest first. */
export function listUnsent(publisher: string): UnsentText[] {
  const keys = Object.keys(localStorage).filter((name) => name.startsWith(TEXT_PREFIX));
  const texts = keys.flatMap((name) => parse(localStorage.getItem(name)) ?? []);
  return texts.filter((unsent) => unsent.publisher === publisher).toSorted((a, b) => b.savedAt - a.savedAt);
}

/**
 * Gives this tab its own identity. A duplicated tab starts with a copy of the other's session storage and would
 * overwrite its texts, so it starts with new ones. Without the Web Locks API (no https) two tabs cannot be told
 * apart.
 */
export async function claimTab(): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return;
  let tab = sessionStorage.getItem(TAB_KEY) ?? uuidv4();
  for (let attempt = 0; attempt < 2; attempt += 1) {
    sessionStorage.setItem(TAB_KEY, tab);
    if (await tryLock(locks, TAB_KEY + tab)) return;
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(WRITING_PREFIX)) sessionStorage.removeItem(name);
    tab = uuidv4();
  }
}

/** Takes a lock until this page is closed. False if another page has it. */
const tryLock = (locks: LockManager, name: string): Promise<boolean> =>
  new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });

/** The id of the text that this tab writes for a post, or for a new post of a live blog. */
export const writingTextId = (target: string): string =>
  sessionStorage.getItem(WRITING_PREFIX + target) ?? startWriting(target);

/** True if this tab writes a text for this post. */
export const isWriting = (target: string): boolean => sessionStorage.getItem(WRITING_PREFIX + target) !== null;

/** Makes `id` the text that this tab writes for `target`. */
export function startWriting(target: string, id: string = uuidv4()): string {
  sessionStorage.setItem(WRITING_PREFIX + target, id);
  return id;
}

export const stopWriting = (target: string): void => sessionStorage.removeItem(WRITING_PREFIX + target);

function parse(text: string | null): UnsentText | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as UnsentText;
  } catch {
    // Foreign or truncated data.
    return null;
  }
}
