/** Who caused an error. */
export type ErrorSource = "client" | "app" | "upstream" | "system";
/** Whether the work may be tried again: never, only if it went out on a reused connection, or always. */
export type Retry = "never" | "reused" | "yes";

interface Entry {
  readonly status: number;
  readonly source: ErrorSource;
  readonly retry: Retry;
}

/**
 * The one error table: stable code → HTTP status, source, retry. The message is written where the error is made: what
 * happened and what to do.
 */
export const errorTable = {
  // A client's bytes (RFC 9110, 9112). Answered with the status, then the connection closes.
  bad_request_line: { status: 400, source: "client", retry: "never" },
  bad_line_ending: { status: 400, source: "client", retry: "never" },
  bad_header_name: { status: 400, source: "client", retry: "never" },
  bad_header_value: { status: 400, source: "client", retry: "never" },
  obsolete_line_folding: { status: 400, source: "client", retry: "never" },
  bad_content_length: { status: 400, source: "client", retry: "never" },
  ambiguous_length: { status: 400, source: "client", retry: "never" },
  bad_transfer_encoding: { status: 400, source: "client", retry: "never" },
  unknown_transfer_coding: { status: 501, source: "client", retry: "never" },
  bad_chunk: { status: 400, source: "client", retry: "never" },
  bad_trailer: { status: 400, source: "client", retry: "never" },
  bad_host: { status: 400, source: "client", retry: "never" },
  bad_target: { status: 400, source: "client", retry: "never" },
  unsupported_version: { status: 505, source: "client", retry: "never" },
  unsupported_expectation: { status: 417, source: "client", retry: "never" },
  target_too_long: { status: 414, source: "client", retry: "never" },
  head_too_large: { status: 431, source: "client", retry: "never" },
  too_many_headers: { status: 431, source: "client", retry: "never" },
  body_too_large: { status: 413, source: "client", retry: "never" },
  head_timeout: { status: 408, source: "client", retry: "never" },
  body_timeout: { status: 408, source: "client", retry: "never" },
  write_timeout: { status: 408, source: "client", retry: "never" },
  client_closed: { status: 499, source: "client", retry: "never" },
  // The app's own faults.
  response_length_mismatch: { status: 500, source: "app", retry: "never" },
  handler_failed: { status: 500, source: "app", retry: "never" },
  // An upstream's.
  upstream_refused: { status: 502, source: "upstream", retry: "yes" },
  upstream_connect_timeout: { status: 504, source: "upstream", retry: "yes" },
  upstream_closed: { status: 502, source: "upstream", retry: "reused" },
  upstream_invalid: { status: 502, source: "upstream", retry: "never" },
  upstream_timeout: { status: 504, source: "upstream", retry: "never" },
  no_live_upstream: { status: 502, source: "upstream", retry: "never" },
  // Ours or the machine's.
  draining: { status: 503, source: "system", retry: "yes" },
  overloaded: { status: 503, source: "system", retry: "yes" },
  deadline_exceeded: { status: 504, source: "system", retry: "never" },
} as const;

export type ErrorCode = keyof typeof errorTable;

const entries: Readonly<Record<ErrorCode, Entry>> = errorTable;

/** An error with a stable `code` from the table. */
export class FlotillaError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "FlotillaError";
    this.code = code;
  }

  get status(): number {
    return entries[this.code].status;
  }

  get source(): ErrorSource {
    return entries[this.code].source;
  }

  get retry(): Retry {
    return entries[this.code].retry;
  }
}

/**
 * A mistake of whoever started us: a wrong option, file or value. Printed as one line, exit code 2, nothing started.
 * `where` is `file:line:column` when the mistake stands in a file.
 */
export class UsageError extends Error {
  readonly where: string | undefined;

  constructor(message: string, where?: string) {
    super(where === undefined ? message : `${where}: ${message}`);
    this.name = "UsageError";
    this.where = where;
  }
}
