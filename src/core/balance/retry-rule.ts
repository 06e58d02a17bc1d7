/** Methods whose repetition has the effect of one request (RFC 9110 section 9.2.2). Others, unknown ones too, are not. */
export function isIdempotent(method: string): boolean {
  switch (method) {
    case "GET":
    case "HEAD":
    case "OPTIONS":
    case "TRACE":
    case "PUT":
    case "DELETE":
      return true;
    default:
      return false;
  }
}

/** How an attempt ended. */
export type AttemptFailure =
  /** No connection: refused, unreachable, reset while connecting, too slow to connect. */
  | "connect"
  | "connect_timeout"
  /** The connection was closed or reset before the answer could be passed on. */
  | "closed"
  /** Connected, but silent for too long. */
  | "timeout"
  /** What came is no valid response. */
  | "invalid"
  /** A valid response with a status the configuration lists. */
  | "status";

/** What is known of a failed attempt. */
export interface FailedAttempt {
  readonly failure: AttemptFailure;
  /** By `isIdempotent(method)`. */
  readonly idempotent: boolean;
  /** At least a byte of the request was handed to the socket. */
  readonly requestSent: boolean;
  /** The connection had carried a request before. */
  readonly connectionReused: boolean;
  /** At least a byte of a response came from the peer. */
  readonly responseBegun: boolean;
  /** At least a byte of the answer went to the client. */
  readonly answerBegun: boolean;
  /** All of the request body read so far can be sent again. */
  readonly bodyReplayable: boolean;
}

/** Which failures move a request on (`proxy_next_upstream`). */
export interface RetryConditions {
  /** "connect", "closed". */
  readonly error: boolean;
  /** "connect_timeout", "timeout". */
  readonly timeout: boolean;
  /** "invalid". */
  readonly invalidHeader: boolean;
  /** Repeat requests that are not idempotent too, although a part of them was sent. The user's own risk. */
  readonly nonIdempotent: boolean;
}

/**
 * What may follow a failed attempt:
 * - `"no"`: nothing; answer 502 or 504.
 * - `"next"`: the next peer.
 * - `"again"`: a fresh connection to the same peer. The peer closed a connection that was idle: no fault of its own, not
 *   held against its health and not counted as a try.
 *
 * Safe means: idempotent, or nothing of the request was sent.
 */
export type RetryVerdict = "no" | "next" | "again";

export function retryRule(attempt: FailedAttempt, conditions: RetryConditions): RetryVerdict {
  if (attempt.answerBegun || !attempt.bodyReplayable) return "no";
  const { failure } = attempt;
  const safe = attempt.idempotent || !attempt.requestSent;
  // RFC 9112 section 9.3.1: a close without a response byte on a reused connection is most likely the idle limit crossing
  // our request. "Most likely" is not enough for a request that must not run twice.
  if (failure === "closed" && attempt.connectionReused && !attempt.responseBegun && safe) return "again";
  if (!safe && !conditions.nonIdempotent) return "no";
  switch (failure) {
    case "connect":
    case "closed":
      return conditions.error ? "next" : "no";
    case "connect_timeout":
    case "timeout":
      return conditions.timeout ? "next" : "no";
    case "invalid":
      return conditions.invalidHeader ? "next" : "no";
    case "status":
      return "next";
  }
}
