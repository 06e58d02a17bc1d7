import type { Exchange } from "./exchange.ts";
import { pumpPieces, readerPieces } from "./pump.ts";

const noBody = new Set([204, 205, 304]);
/** Fields of the connection, not of the message: the carrier frames and dates the answer itself. */
const carrierFields = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

/** Whether an answer with this status has no body (RFC 9110 sections 6.4.1 and 15.3.6). */
export function isBodiless(status: number): boolean {
  return status < 200 || noBody.has(status);
}

/** Whether a field (lower-case name) is the carrier's to send, see `Exchange.send`. */
export function isCarrierField(name: string): boolean {
  return carrierFields.has(name);
}

/** The response's fields as a flat list, each `set-cookie` on its own, without those the carrier adds. */
export function responseFields(response: Response): string[] {
  const fields: string[] = [];
  for (const [name, value] of response.headers) {
    if (!carrierFields.has(name)) fields.push(name, value);
  }
  return fields;
}

/**
 * Answers an exchange with a fetch `Response`, its body streamed at the client's pace. Resolves when the last byte was
 * handed over or the client left (the body is then cancelled).
 * @throws TypeError for `Response.error()`, or if the body was already read; nothing is sent then. What the body stream fails with: the exchange is destroyed by then, so
 * that the cut answer cannot look complete.
 */
export async function sendResponse(
  exchange: Exchange,
  response: Response,
  fields: readonly string[],
  status: number = response.status,
): Promise<void> {
  if (response.type === "error") throw new TypeError("Response.error() is no answer");
  if (response.bodyUsed || response.body?.locked) throw new TypeError("the Response's body was already read");
  const { body } = response;
  const length = declaredLength(response);
  if (exchange.method === "HEAD" && !isBodiless(status) && (body !== null || length !== null)) {
    exchange.begin(status, fields, length);
    exchange.end();
    await body?.cancel();
    return;
  }
  if (body === null || isBodiless(status)) {
    exchange.send(status, fields, null);
    await body?.cancel();
    return;
  }
  exchange.begin(status, fields, length);
  await pumpPieces(exchange, readerPieces(body.getReader()));
}

function declaredLength(response: Response): number | null {
  const text = response.headers.get("content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
