import { isSchema, type Schema } from "./schema/schema.ts";

/** One server-sent event (the HTML standard's section 9.2). */
export interface ServerSentEvent<T> {
  /** Sent as JSON, a string too. */
  readonly data?: T;
  /** Sent as it is, in place of `data`. */
  readonly rawData?: string;
  /** One line. Default none: the browser's `message`. */
  readonly event?: string;
  /** One line without NUL; what the client sends back as `Last-Event-ID`. */
  readonly id?: string;
  /** Milliseconds a client waits before it connects anew: a whole number, 0 or more. */
  readonly retryMs?: number;
  /** A line that clients ignore. */
  readonly comment?: string;
}

/** Marks an event apart from an item that happens to have `data`. Made by `event()`. */
export class EventItem<T> implements ServerSentEvent<T> {
  declare readonly data?: T;
  declare readonly rawData?: string;
  declare readonly event?: string;
  declare readonly id?: string;
  declare readonly retryMs?: number;
  declare readonly comment?: string;

  constructor(fields: ServerSentEvent<T>) {
    Object.assign(this, fields);
  }
}

/**
 * What a streaming handler yields: an item, or an event around it. A plain object is taken for an event if it has only an event's
 * keys and the items' schema has none of them; `event()` leaves no doubt.
 */
export type StreamItem<T> = T | ServerSentEvent<T>;

/** A response that is a stream of items, made by `jsonLines()` and `events()`. */
export interface Streamed<S extends Schema> {
  readonly format: "jsonl" | "sse";
  readonly of: S;
}

class StreamedResponse<S extends Schema> implements Streamed<S> {
  readonly format: "jsonl" | "sse";
  readonly of: S;

  constructor(format: "jsonl" | "sse", of: S) {
    if (!isSchema(of))
      throw new TypeError(`${format === "sse" ? "events" : "jsonLines"}(): the items' schema is not a schema`);
    this.format = format;
    this.of = of;
  }
}

/** Each item the handler yields is validated, and sent as a line of JSON (`application/jsonl`). */
export function jsonLines<S extends Schema>(of: S): Streamed<S> {
  return new StreamedResponse("jsonl", of);
}

/**
 * Each item the handler yields is validated, and sent as a server-sent event; `event({ data, id, … })` says more than the data.
 * A comment goes out after 15 seconds of silence, so that proxies keep the connection.
 */
export function events<S extends Schema>(of: S): Streamed<S> {
  return new StreamedResponse("sse", of);
}

/**
 * A server-sent event with a name, an id, a retry time or a comment.
 * @throws TypeError for a name or id of several lines, an id with NUL, a retry time that is no whole number, or both `data` and `rawData`.
 */
export function event<T = never>(fields: ServerSentEvent<T>): EventItem<T> {
  checkEvent(fields);
  return new EventItem(fields);
}

/** @throws TypeError as `event()`: what it refuses would break out of its field. */
export function checkEvent(fields: ServerSentEvent<unknown>): void {
  for (const name of ["event", "id"] as const) {
    const value = fields[name];
    if (value !== undefined && /[\r\n]/.test(value)) throw new TypeError(`a server-sent event's ${name} is one line`);
  }
  if (fields.id?.includes("\0")) throw new TypeError("a server-sent event's id has no NUL");
  if (fields.retryMs !== undefined && !(Number.isSafeInteger(fields.retryMs) && fields.retryMs >= 0)) {
    throw new TypeError("a server-sent event's retryMs is a whole number of milliseconds, 0 or more");
  }
  if (fields.data !== undefined && fields.rawData !== undefined) {
    throw new TypeError("a server-sent event has data or rawData, not both");
  }
}

export function isStreamed(value: unknown): value is Streamed<Schema> {
  return value instanceof StreamedResponse;
}
