import type { Definition } from "../definition.ts";
import { BodyReader } from "../inputs/body-reader.ts";
import type { Pending } from "../inputs/place-reader.ts";
import { toJson } from "../json.ts";
import { ResponseModel } from "../plan/response-encoder.ts";
import type { Problem } from "../reader/problem.ts";
import type { Schema } from "../schema/schema.ts";
import { within } from "../schema/within.ts";
import { ValidationError } from "../validation-error.ts";
import type { Message } from "./message-queue.ts";
import type { SocketOptions } from "./types.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** What a route's messages are: reads those of clients, writes those of handlers. Made when the app starts; owned by the plan. */
export class Messages {
  readonly maxBytes: number;
  readonly protocols: readonly string[];
  readonly origins: readonly string[] | undefined;
  readonly #received: BodyReader | undefined;
  readonly #sent: ResponseModel | undefined;

  /** @throws SchemaError for a schema that can't be represented. */
  constructor(route: Definition) {
    const { receive, send, protocols, maxMessageBytes, origins } = route.options as SocketOptions;
    this.maxBytes = maxMessageBytes ?? 16 * 1024 * 1024;
    this.protocols = protocols ?? [];
    this.origins = origins?.map((origin) => origin.toLowerCase());
    this.#received = receive === undefined ? undefined : within("receive", () => new BodyReader(receive));
    this.#sent =
      send === undefined
        ? undefined
        : within("send", () => new ResponseModel(send as Schema, `${route.title}, send`, undefined));
  }

  /** What a message is to the handler. @throws ValidationError for one that is not what the route declares. */
  read(message: Message): unknown {
    const reader = this.#received;
    if (reader === undefined) return message;
    const problems: Problem[] = [];
    const pending: Pending[] = [];
    let value: unknown;
    const body =
      reader.kind === "json"
        ? { kind: "json" as const, value: jsonOf(message), bytes: noBytes }
        : { kind: "raw" as const, bytes: typeof message === "string" ? encoder.encode(message) : message };
    reader.read(body, problems, pending, (made) => {
      value = made;
    });
    const done = () => {
      if (problems.length > 0) throw new ValidationError(problems, message);
      return value;
    };
    return pending.length === 0 ? done() : settled(pending).then(done);
  }

  /**
   * What a value is on the wire. A promise only for schemas with asynchronous parts.
   * @throws ResponseValidationError, JsonError.
   */
  write(value: unknown): Message | Promise<Message> {
    if (this.#sent !== undefined) return this.#sent.encode(value);
    if (typeof value === "string" || value instanceof Uint8Array) return value;
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return toJson(value);
  }
}

const noBytes = new Uint8Array(0);

/** @throws ValidationError for what is no JSON. */
function jsonOf(message: Message): unknown {
  try {
    return JSON.parse(typeof message === "string" ? message : utf8.decode(message));
  } catch {
    throw new ValidationError([{ type: "json_invalid", loc: ["body"], msg: "JSON decode error", input: {} }], message);
  }
}

async function settled(pending: readonly Pending[]): Promise<void> {
  for (const { validated, take } of pending) take(await validated);
}
