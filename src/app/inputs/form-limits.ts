import { HTTPError } from "../http-error.ts";
import type { FormLimits } from "../platform/platform.ts";

/** Starlette's, and a bound on what all text of a form may take in memory, which Starlette lacks (1000 fields of 1 MiB). */
export const defaultFormLimits: FormLimits = Object.freeze({
  maxFiles: 1000,
  maxFields: 1000,
  maxFieldBytes: 1024 * 1024,
  maxFieldsBytes: 16 * 1024 * 1024,
  memoryBytes: 1024 * 1024,
});

/** What is wrong with a form, in Starlette's words; always 400. */
export const formErrors = {
  malformed: (cause?: unknown): HTTPError =>
    new HTTPError(400, "There was an error parsing the body", undefined, { cause }),
  noBoundary: (): HTTPError => new HTTPError(400, "Missing boundary in multipart."),
  noName: (): HTTPError => new HTTPError(400, 'The Content-Disposition header field "name" must be provided.'),
  tooManyFiles: (most: number): HTTPError => new HTTPError(400, `Too many files. Maximum number of files is ${most}.`),
  tooManyFields: (most: number): HTTPError =>
    new HTTPError(400, `Too many fields. Maximum number of fields is ${most}.`),
  fieldTooLarge: (most: number): HTTPError => new HTTPError(400, `Part exceeded maximum size of ${kilobytes(most)}KB.`),
  fieldsTooLarge: (most: number): HTTPError =>
    new HTTPError(400, `Fields exceeded maximum total size of ${kilobytes(most)}KB.`),
} as const;

function kilobytes(bytes: number): number {
  return Math.floor(bytes / 1024);
}
