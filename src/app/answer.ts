import type { Exchange } from "../core/exchange.ts";
import { readerPieces } from "../core/pump.ts";
import { isBodiless, responseFields, sendResponse } from "../core/web-response.ts";
import { BodySource } from "./body-source.ts";
import type { Context } from "./context.ts";
import { describeError } from "./describe-error.ts";
import { answerFields, joinedHeaders, withReply } from "./fields.ts";
import { toJson } from "./json.ts";
import type { Platform } from "./platform/platform.ts";
import { headerListOf, type Reply, type ReplyBody } from "./reply.ts";
import { Payload, Status, stream } from "./results.ts";
import type { HeaderValues } from "./types.ts";

/** An answer, complete but for what the carrier adds. */
export interface Answer {
  readonly status: number;
  /** Flat field list. */
  readonly fields: readonly string[];
  readonly body: ReplyBody;
}

export const jsonType = "application/json";
/** One frozen list for every plain answer, so that the server renders its head once. */
export const jsonFields: readonly string[] = Object.freeze(["content-type", jsonType]);

/**
 * Turns a declared body into JSON text: validates and filters it. `plain` is false for the body of `status()`. A promise only
 * for schemas with asynchronous parts.
 */
export type Encode = (status: number, value: unknown, plain: boolean) => string | Promise<string>;

const plainEncode: Encode = (_, value) => toJson(value);

/**
 * The answer that a handler's result stands for.
 * @throws JsonError, TypeError; what `encode` throws.
 */
export function answerOf(
  result: unknown,
  routeStatus: number,
  reply: Reply | undefined,
  encode: Encode = plainEncode,
): Answer | Promise<Answer> {
  const status = reply === undefined ? routeStatus : reply.status;
  if (typeof result === "object" && result !== null) {
    if (result instanceof Payload) return payloadAnswer(result.status ?? status, result, result.headers, reply);
    if (result instanceof Status) {
      const { status: own, body, headers } = result;
      if (body instanceof Payload) return payloadAnswer(own, body, joinedHeaders(body.headers, headers), reply);
      if (body instanceof BodySource) return sourceAnswer(own, body, joinedHeaders(body.headers, headers), reply);
      return jsonAnswer(own, body, false, headers, reply, encode);
    }
    if (result instanceof Response) return webAnswer(result, reply);
    if (result instanceof ReadableStream) return sourceAnswer(status, stream(result), undefined, reply);
    if (result instanceof BodySource) return sourceAnswer(result.status ?? status, result, result.headers, reply);
  }
  return jsonAnswer(status, result, true, undefined, reply, encode);
}

function jsonAnswer(
  status: number,
  value: unknown,
  own: boolean,
  headers: HeaderValues | undefined,
  reply: Reply | undefined,
  encode: Encode,
): Answer | Promise<Answer> {
  if (isBodiless(status)) return { status, fields: answerFields(headers, null, reply), body: null };
  const body = encode(status, value, own);
  if (typeof body !== "string") {
    return body.then((text) => ({ status, fields: answerFields(headers, jsonType, reply), body: text }));
  }
  const plain = headers === undefined && (reply === undefined || headerListOf(reply).size === 0);
  return { status, fields: plain ? jsonFields : answerFields(headers, jsonType, reply), body };
}

function payloadAnswer(
  status: number,
  payload: Payload,
  headers: HeaderValues | undefined,
  reply: Reply | undefined,
): Answer {
  const bodiless = isBodiless(status);
  const fields = answerFields(headers, bodiless ? null : payload.contentType, reply);
  return { status, fields, body: bodiless ? null : payload.body };
}

function sourceAnswer(
  status: number,
  source: BodySource,
  headers: HeaderValues | undefined,
  reply: Reply | undefined,
): Answer {
  const type = isBodiless(status) ? null : source.contentType;
  return { status, fields: answerFields(headers, type, reply), body: source };
}

function webAnswer(response: Response, reply: Reply | undefined): Answer {
  if (response.type === "error") throw new TypeError("Response.error() is no answer");
  if (response.bodyUsed || response.body?.locked) throw new TypeError("the Response's body was already read");
  const fields = responseFields(response);
  return {
    status: response.status,
    fields: reply === undefined ? fields : withReply(fields, reply),
    body: new ResponseBody(response),
  };
}

/** The body of a fetch `Response`, streamed at the client's pace. */
class ResponseBody extends BodySource {
  readonly contentType = null;
  readonly #response: Response;

  constructor(response: Response) {
    super();
    this.#response = response;
  }

  send(exchange: Exchange, status: number, fields: string[]): Promise<void> {
    return sendResponse(exchange, this.#response, fields, status);
  }

  override pieces(): AsyncIterable<Uint8Array> {
    const { body } = this.#response;
    return body === null ? nothing() : readerPieces(body.getReader());
  }

  override async discard(): Promise<void> {
    if (this.#response.body?.locked === false) await this.#response.body.cancel();
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {}

/** Sends an answer. A promise only for bodies that take their time. */
export function sendAnswer(exchange: Exchange, answer: Answer, platform: Platform): Promise<void> | undefined {
  const { status, fields, body } = answer;
  if (body === null || typeof body === "string" || body instanceof Uint8Array) {
    exchange.send(status, fields, body);
    return undefined;
  }
  if (exchange.closed || isBodiless(status)) {
    // The client left, or nothing may be sent: nobody reads the body.
    if (!exchange.closed) exchange.send(status, fields, null);
    return body.discard?.();
  }
  return body.send(exchange, status, [...fields], platform);
}

/** Lets go of a body that nobody will read. */
export async function discardBody(body: ReplyBody | undefined): Promise<void> {
  if (body instanceof BodySource) await body.discard?.();
}

/** The same for a body in whose place another one is sent, which does not wait for it. */
export function dropBody(body: ReplyBody | undefined, context: Context): void {
  discardBody(body).catch((error: unknown) => {
    context.log.log("error", `${context.method} ${context.path}: a body that is not sent: ${describeError(error)}`);
  });
}

/** Makes an answer the reply's, for the middlewares to see and change. */
export function fillReply(reply: Reply, answer: Answer): void {
  if (reply.status !== answer.status) reply.status = answer.status;
  headerListOf(reply).restore(answer.fields);
  reply.body = answer.body;
}

/** The answer that a filled reply stands for. */
export function replyAnswer(reply: Reply): Answer {
  const { status, body = null } = reply;
  // A body that holds something is let go of where it would be sent.
  const sent = isBodiless(status) && !(body instanceof BodySource) ? null : body;
  return { status, fields: headerListOf(reply).flat, body: sent };
}
