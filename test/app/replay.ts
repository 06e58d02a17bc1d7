import assert from "node:assert/strict";
import type { App } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";
import { overSocket } from "./both.ts";
import type { FakeExchange, FakeRequest } from "./fake-exchange.ts";

/** Whole answers only: what is cut, or still being sent, is the subject of its own test. */
function isWhole(exchange: FakeExchange): boolean {
  return exchange.closed && exchange.destroyed === undefined && exchange.status !== 0;
}

function textOf(exchange: FakeExchange): string {
  const pieces = exchange.sentBody === null ? exchange.written : [exchange.sentBody];
  return pieces.map((piece) => (typeof piece === "string" ? piece : Buffer.from(piece).toString())).join("");
}

/** What carriers add, or know where the other does not. */
const carrierFields = new Set(["content-length"]);

function fieldsOf(headers: Iterable<readonly [string, string]>): string[] {
  return [...headers]
    .filter(([name]) => !carrierFields.has(name.toLowerCase()))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .sort();
}

/**
 * Answers that were given in memory, to be given again through `app.fetch` and through a socket: status, fields and body must be the
 * same. Made by a test that asks its app with a `FakeExchange`.
 */
export class Replay {
  readonly #asked: { app: App; request: FakeRequest; exchange: FakeExchange }[] = [];

  add(app: App, request: FakeRequest, exchange: FakeExchange): void {
    this.#asked.push({ app, request, exchange });
  }

  /** Runs what was added; resolves to the number of answers compared. */
  async run(): Promise<number> {
    let compared = 0;
    const asked = this.#asked.splice(0);
    for (const app of new Set(asked.map((one) => one.app))) {
      const server = await serve(app, { port: 0 });
      try {
        for (const { request, exchange } of asked.filter((one) => one.app === app)) {
          const { method = "GET", path = "/", query, scheme = "http", authority = "example.test", body } = request;
          const url = `${scheme}://${authority}${path}${query === undefined ? "" : `?${query}`}`;
          // A URL does not keep every path as it is, and has an authority.
          if (!isWhole(exchange) || body !== undefined || !URL.canParse(url) || new URL(url).pathname !== path)
            continue;
          const headers = request.headers ?? [];
          const fields = headers.flatMap((name, i) =>
            i % 2 === 0 ? [[name, headers[i + 1]] as [string, string]] : [],
          );
          const made = () => new Request(url, { method, headers: fields });
          await compare(await app.fetch(made()), request, exchange, "app.fetch");
          if (scheme === "http") await compare(await overSocket(server.port, made()), request, exchange, "a socket");
          compared++;
        }
      } finally {
        await server.close({ graceMs: 0 });
      }
    }
    return compared;
  }
}

async function compare(response: Response, request: FakeRequest, exchange: FakeExchange, way: string): Promise<void> {
  const { method = "GET", path = "/" } = request;
  const title = `${method} ${path} through ${way}`;
  assert.equal(response.status, exchange.status, title);
  const sent = exchange.sentHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [[name, all[i + 1]] as const] : []));
  assert.deepEqual(fieldsOf(response.headers), fieldsOf(joined(sent)), title);
  assert.equal(await response.text(), method === "HEAD" ? "" : textOf(exchange), title);
}

/** As a Response gives them: fields of one name in one, but for set-cookie. */
function joined(fields: readonly (readonly [string, string])[]): Headers {
  return new Headers(fields.map(([name, value]) => [name, value]));
}
