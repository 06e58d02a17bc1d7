import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { App } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";

/** Sends one request: a path (with its query), or a `Request` whose origin does not matter. Redirects are not followed. */
export type Send = (to: string | Request, init?: RequestInit) => Promise<Response>;

/** How a run of the assertions reaches the app. */
export type Way = "fetch" | "socket";

export interface BothOptions {
  skip?: boolean;
  /** Only this way; with the reason in the test's name. */
  only?: Way;
}

const origin = "http://example.test";

/**
 * One test, run twice: through `app.fetch`, and through a socket of our server. `make` gives a new app for each run; it is
 * started before and stopped afterwards.
 *
 *     both("a route answers", () => { const app = new App(); app.get("/", () => 1); return app; }, async (send) => {
 *       assert.equal(await (await send("/")).json(), 1);
 *     });
 */
export function both<A extends App = App>(
  name: string,
  make: () => A,
  check: (send: Send, app: A, way: Way) => unknown,
  options: BothOptions = {},
): void {
  const { skip = false, only } = options;
  if (only !== "socket") test(`${name} (app.fetch)`, { skip }, () => throughFetch(make(), check));
  if (only !== "fetch") test(`${name} (socket)`, { skip }, () => throughSocket(make(), check));
}

async function throughFetch<A extends App>(app: A, check: (send: Send, app: A, way: Way) => unknown): Promise<void> {
  try {
    await check(async (to, init) => app.fetch(requestOf(to, init)), app, "fetch");
  } finally {
    await app.stop();
  }
}

async function throughSocket<A extends App>(app: A, check: (send: Send, app: A, way: Way) => unknown): Promise<void> {
  const server = await serve(app, { port: 0 });
  try {
    await check((to, init) => overSocket(server.port, requestOf(to, init)), app, "socket");
  } finally {
    await server.close({ graceMs: 0 });
  }
}

function requestOf(to: string | Request, init?: RequestInit): Request {
  if (to instanceof Request) return to;
  return new Request(origin + to, init?.body instanceof ReadableStream ? { ...init, duplex: "half" } : init);
}

/**
 * Sends a request with `node:http`, which decodes, follows and forbids nothing. The answer's fields are as they came, without
 * those of the connection.
 */
export function overSocket(port: number, request: Request): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  const fields: [string, string][] = [["host", host], ...request.headers];
  // Node frames no body of a DELETE by itself: its bytes would be the next request's.
  if (request.body !== null && !request.headers.has("content-length")) fields.push(["transfer-encoding", "chunked"]);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      port,
      host: "127.0.0.1",
      method: request.method,
      path: pathname + search,
      setHost: false,
      headers: fields.flat(),
      agent: false,
      signal: request.signal,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => resolve(responseOf(incoming)));
    if (request.body === null) outgoing.end();
    // An answer may come before the body is sent whole: what then fails is no failure of the request.
    else
      Readable.fromWeb(request.body as never)
        .on("error", (error) => outgoing.destroy(error))
        .pipe(outgoing);
  });
}

/** What the server adds to every answer on a connection. */
const hopFields = new Set(["connection", "date", "keep-alive", "transfer-encoding"]);

function responseOf(incoming: IncomingMessage): Response {
  const headers = new Headers();
  const { rawHeaders, statusCode = 0 } = incoming;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!hopFields.has(rawHeaders[i].toLowerCase())) headers.append(rawHeaders[i], rawHeaders[i + 1]);
  }
  const bodiless = statusCode === 204 || statusCode === 205 || statusCode === 304;
  if (bodiless) incoming.resume();
  const body = bodiless ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>);
  return new Response(body, { status: statusCode, headers });
}
