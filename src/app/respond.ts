import type { Exchange } from "../core/exchange.ts";
import { isBodiless, responseFields, sendResponse } from "../core/web-response.ts";
import { answerFields, joinedHeaders, withReply } from "./fields.ts";
import type { HTTPError } from "./http-error.ts";
import { toJson } from "./json.ts";
import type { Reply } from "./reply.ts";
import { Payload, Status } from "./results.ts";
import type { HeaderValues } from "./types.ts";

const jsonType = "application/json";
/** One frozen list for every plain answer, so that the server renders its head once. */
export const jsonFields: readonly string[] = Object.freeze(["content-type", jsonType]);

/**
 * Sends what a handler returned. Returns a promise only for a `Response`, whose body takes its time.
 * @throws JsonError, TypeError; nothing is sent then.
 */
export function respond(
  exchange: Exchange,
  result: unknown,
  routeStatus: number,
  reply: Reply | undefined,
): Promise<void> | undefined {
  const status = reply === undefined ? routeStatus : reply.status;
  if (typeof result === "object" && result !== null) {
    if (result instanceof Payload) {
      sendPayload(exchange, result.status ?? status, result, result.headers, reply);
      return undefined;
    }
    if (result instanceof Status) {
      const { status: own, body, headers } = result;
      if (body instanceof Payload) sendPayload(exchange, own, body, joinedHeaders(body.headers, headers), reply);
      else sendJson(exchange, own, body, headers, reply);
      return undefined;
    }
    if (result instanceof Response) {
      const fields = responseFields(result);
      return sendResponse(exchange, result, reply === undefined ? fields : withReply(fields, reply));
    }
  }
  sendJson(exchange, status, result, undefined, reply);
  return undefined;
}

/** Answers `{"detail": …}` for a thrown HTTPError. */
export function sendHttpError(exchange: Exchange, error: HTTPError): void {
  sendJson(exchange, error.status, { detail: error.detail }, error.headers, undefined);
}

function sendJson(
  exchange: Exchange,
  status: number,
  value: unknown,
  headers: HeaderValues | undefined,
  reply: Reply | undefined,
): void {
  if (isBodiless(status)) {
    exchange.send(status, answerFields(headers, null, reply), null);
    return;
  }
  const body = toJson(value);
  const plain = headers === undefined && reply === undefined;
  exchange.send(status, plain ? jsonFields : answerFields(headers, jsonType, reply), body);
}

function sendPayload(
  exchange: Exchange,
  status: number,
  payload: Payload,
  headers: HeaderValues | undefined,
  reply: Reply | undefined,
): void {
  const bodiless = isBodiless(status);
  const fields = answerFields(headers, bodiless ? null : payload.contentType, reply);
  exchange.send(status, fields, bodiless ? null : payload.body);
}
