import { type Logger, silentLogger } from "../core/logger.ts";
import { mostFields } from "../http/field-table.ts";
import { defaultLimits, type Limits } from "../http/types.ts";
import type { FinishedRecord, ServeOptions } from "./types.ts";

/** `ServeOptions` with every default filled in, as connections read them. */
export interface Settings {
  readonly headTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxRequestsPerConnection: number;
  /** Field line of `serverHeader`, or `""`. */
  readonly serverLine: string;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly onFinished: ((record: FinishedRecord) => void) | null;
}

/** Reads and discards this long after the FIN, so that the client sees our last answer instead of a reset (RFC 9112 section 9.6). */
export const lingerMs = 2000;
/** An unread request body up to this is read and discarded to keep the connection; a longer one costs the connection. */
export const discardBytes: number = 64 * 1024;
/** Pipelined input kept while a request is answered, before reading stops. */
export const stashBytes: number = 64 * 1024;

/** Checked here, at the start: a parser that refused them would do so at the first connection. */
function limitsFrom(given: Partial<Limits> = {}): Limits {
  const limits = { ...defaultLimits, ...given };
  for (const [name, value] of Object.entries(limits)) {
    const most = name === "maxFields" ? mostFields : Number.MAX_SAFE_INTEGER;
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new RangeError(`limits.${name} must be a whole number from 1 to ${most}, not ${value}`);
  }
  return limits;
}

/** Fills in defaults. @throws RangeError on a negative or non-finite number, and on a limit out of its range. */
export function settingsFrom(options: ServeOptions): Settings {
  const number = (name: keyof ServeOptions, fallback: number): number => {
    const value = options[name] ?? fallback;
    if (typeof value !== "number" || Number.isNaN(value) || value < 0)
      throw new RangeError(`${name} must be a number from 0, not ${value}`);
    return value;
  };
  return {
    headTimeoutMs: number("headTimeoutMs", 30_000),
    bodyTimeoutMs: number("bodyTimeoutMs", 60_000),
    keepAliveTimeoutMs: number("keepAliveTimeoutMs", 75_000),
    writeTimeoutMs: number("writeTimeoutMs", 60_000),
    maxBodyBytes: number("maxBodyBytes", 1024 ** 3),
    maxRequestsPerConnection: number("maxRequestsPerConnection", 0),
    serverLine: options.serverHeader === undefined ? "" : `server: ${options.serverHeader}\r\n`,
    limits: limitsFrom(options.limits),
    logger: options.logger ?? silentLogger,
    onFinished: options.onFinished ?? null,
  };
}
