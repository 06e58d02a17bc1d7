import { bodyStream } from "./body.ts";
import { FlotillaError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";

/**
 * A fetch `Request` for an exchange: same URL, fields and signal, the body streamed on demand within
 * `exchange.maxBodyBytes`. Takes the exchange's one `readBody`, unless `body` was read before.
 * @throws FlotillaError `bad_host` if its Host makes no URL. TypeError for what fetch forbids: the methods CONNECT, TRACE and TRACK, and `OPTIONS *`.
 */
export function webRequest(exchange: Exchange, body?: Uint8Array): Request {
  const { method, headers } = exchange;
  const query = exchange.query === "" ? "" : `?${exchange.query}`;
  const url = `${exchange.scheme}://${exchange.authority || "localhost"}${exchange.path}${query}`;
  // Host may hold more than a URL can, e.g. port 99999.
  if (!URL.canParse(url)) throw new FlotillaError("bad_host", "the Host field and the path make no valid URL");
  const fields = new Headers();
  for (let i = 0; i < headers.length; i += 2) fields.append(headers[i], headers[i + 1]);
  const bodiless = exchange.bodyLength === 0 || method === "GET" || method === "HEAD";
  if (bodiless) return new Request(url, { method, headers: fields, signal: exchange.signal });
  if (body !== undefined) {
    return new Request(url, {
      method,
      headers: fields,
      signal: exchange.signal,
      body: body as Uint8Array<ArrayBuffer>,
    });
  }
  // `duplex` is not in every platform's RequestInit yet.
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers: fields,
    signal: exchange.signal,
    body: bodyStream(exchange),
    duplex: "half",
  };
  return new Request(url, init);
}
