import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { z } from 'zod';
import { DatelineError, type FieldError } from '../../core/errors.js';

/** Bounds on what an error says back. */
const MAX_ERRORS = 20;
const MAX_NAME = 100;

const pathOf = (path: StandardSchemaV1.Issue['path']): string => (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');

/** zod's issues as field errors; a field that isn't known is named by its own name. */
export function fieldErrors(issues: readonly StandardSchemaV1.Issue[]): FieldError[] {
  const errors = issues.slice(0, MAX_ERRORS).flatMap((issue): FieldError[] => {
    const field = pathOf(issue.path);
    if ('keys' in issue && Array.isArray(issue.keys)) {
      return issue.keys.slice(0, MAX_ERRORS).map((key) => ({ field: field === '' ? String(key) : `${field}.${String(key)}`, reason: 'is not a field that Dateline knows' }));
    }
    return [{ field, reason: issue.message }];
  });
  return errors.slice(0, MAX_ERRORS).map(({ field, reason }) => ({ field: field.length > MAX_NAME ? `${field.slice(0, MAX_NAME)}…`.toWellFormed() : field, reason }));
}

/** The `invalid_field` error for these issues: 422, each field with its reason. */
export function invalidField(issues: readonly StandardSchemaV1.Issue[]): DatelineError {
  const errors = fieldErrors(issues);
  const detail = errors.map(({ field, reason }) => (field === '' ? reason : `${field} ${reason}`)).join('; ');
  return new DatelineError('invalid_field', detail, { errors });
}

/** The value as its schema makes it; throws `invalid_field` naming each field. */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value);
  if (!read.success) throw invalidField(read.error.issues);
  return read.data;
}
