// zod validation of requests, as `invalid_field` errors.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { z } from 'zod';
import { DatelineError, type FieldError } from '../../core/errors.js';

/** Bounds on what an error repeats of the request. */
const MAX_ERRORS = 20;
const MAX_NAME_LENGTH = 100;

const pathOf = (path: StandardSchemaV1.Issue['path']): string =>
  (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');

const shorten = (field: string): string =>
  field.length > MAX_NAME_LENGTH ? `${field.slice(0, MAX_NAME_LENGTH)}…`.toWellFormed() : field;

/** zod's issues as field errors; each unknown field is an error of its own. */
function fieldErrors(issues: readonly StandardSchemaV1.Issue[]): FieldError[] {
  const errors = issues.slice(0, MAX_ERRORS).flatMap((issue): FieldError[] => {
    const field = pathOf(issue.path);
    if (!('keys' in issue) || !Array.isArray(issue.keys)) return [{ field, reason: issue.message }];
    return issue.keys.slice(0, MAX_ERRORS).map((key) => ({
      field: field === '' ? String(key) : `${field}.${String(key)}`,
      reason: 'is not a field that Dateline knows',
    }));
  });
  return errors.slice(0, MAX_ERRORS).map(({ field, reason }) => ({ field: shorten(field), reason }));
}

/** The `invalid_field` error for these issues: each field with its reason. */
export function invalidField(issues: readonly StandardSchemaV1.Issue[]): DatelineError {
  const errors = fieldErrors(issues);
  const detail = errors.map(({ field, reason }) => (field === '' ? reason : `${field} ${reason}`)).join('; ');
  return new DatelineError('invalid_field', detail, { errors });
}

/** The value as parsed by its schema; throws `invalid_field` with each wrong field. */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidField(parsed.error.issues);
  return parsed.data;
}
