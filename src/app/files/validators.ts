import type { FileStat } from "../platform/platform.ts";

/** What tells one state of a file from another (RFC 9110 section 8.8). */
export interface Validators {
  /** Entity tag as it stands in the field, quotes included. */
  readonly etag: string;
  /** Unix time in milliseconds, whole seconds: more an HTTP-date cannot say. */
  readonly modifiedMs: number;
}

/**
 * Strong validators from modification time (in microseconds, as far as the file system knows them) and size, as nginx and
 * Starlette make them: two states of equal size within one tick of the file system's clock cannot be told apart.
 */
export function validatorsOf(stat: FileStat): Validators {
  const microseconds = Math.round(stat.modifiedMs * 1000);
  return {
    etag: `"${microseconds.toString(16)}-${stat.size.toString(16)}"`,
    modifiedMs: Math.floor(stat.modifiedMs / 1000) * 1000,
  };
}
