// Changes one story from a button, and reports the outcome to the editor.
import type { DeskApi, DeskRequest, DeskResponse } from './desk-api.js';

const GIVE_UP_AFTER_MS = 120_000;

export type StoryPatch = {
  api: DeskApi;
  notify: (message: string) => void;
  id: string;
  fields: object;
  headers?: Record<string, string>;
  /** The message on success. */
  success: string;
};

function outcome(response: DeskResponse<unknown> | null, success: string): string {
  if (response === null) return 'Gave up after two minutes without a connection. The change may not be saved.';
  if (response.body !== null) return success;
  if (response.code === 'revision_conflict') return 'Somebody has just changed it. Read it again first.';
  return `Not saved: ${response.reason}`;
}

/** Sends the change, with retries for two minutes. True if the server made it. */
export async function patchStory({ api, notify, id, fields, headers = {}, success }: StoryPatch): Promise<boolean> {
  const request: DeskRequest = { method: 'PATCH', path: `/v1/stories/${id}`, body: fields, headers };
  const onProgress = (message: string | null): void => void (message !== null && notify(message));
  const response = await api.requestWithRetry(request, onProgress, AbortSignal.timeout(GIVE_UP_AFTER_MS));
  notify(outcome(response, success));
  return response !== null && response.body !== null;
}
