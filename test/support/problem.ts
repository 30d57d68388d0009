import { expect } from 'vitest';
import { ERRORS, type ErrorCode } from '../../src/core/errors.js';

/** What supertest and `fetch` answers have in common here. */
export type Answered = { status: number; text: string; headers: Record<string, string> };

export type ProblemDocument = {
  status: number | string;
  code: string;
  title: string;
  detail: string;
  retryable: boolean;
  errors?: { field: string; reason: string }[];
  reason?: string;
  cursor?: string;
  submission?: string;
};

const LEAKS: readonly [what: string, form: RegExp][] = [
  ['a stack', /(?:\\n|\n)\s+at |\bat \S+ \(\S+:\d+/],
  [
    'SQL',
    /\b(?:select|insert into|update|delete from)\b.{1,120}\b(?:from|values|set|where)\b|relation \\?"|syntax error at|violates|invalid (?:byte sequence|input syntax)|pg_|kysely/is,
  ],
  ['a path of ours', /node_modules|file:\/\/|\/(?:src|dist|work|tmp|home|root|usr)\/|\.[jt]s:\d+/],
];

/** Holds an answer to RFC 9457 and the closed list, and that it tells nothing of our insides; gives the document. */
export function expectProblem(answer: Answered, status: number, code: ErrorCode): ProblemDocument {
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({ status, text: '' });
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
  const problem = JSON.parse(answer.text) as ProblemDocument;
  expect(problem).toMatchObject({
    type: `urn:dateline:problem:${code}`,
    code,
    title: ERRORS[code].title,
    detail: expect.stringMatching(/\S/),
    retryable: ERRORS[code].retryable,
  });
  // The answer of a submission that failed is an outcome too, whose `status` is its own word.
  expect(problem.status).toBe(problem.submission === undefined ? status : 'failed');
  for (const [what, form] of LEAKS) expect(form.test(answer.text), `${what} in ${answer.text}`).toBe(false);
  return problem;
}

/** The fields that a problem names, sorted. */
export const fieldsOf = (problem: ProblemDocument): string[] => (problem.errors ?? []).map(({ field }) => field).sort();

/** An answer of `fetch`, read whole. */
export async function readAnswer(response: Response): Promise<Answered> {
  return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers) };
}
