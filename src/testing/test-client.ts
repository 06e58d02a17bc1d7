import { App } from "../app/app.ts";
import { AppRun } from "../app/app-run.ts";
import type { Dependency } from "../app/dependency.ts";
import { type DependencyDefinition, definitionOf } from "../app/dependency.ts";
import type { Platform } from "../app/platform/platform.ts";
import type { HeaderValues } from "../app/types.ts";
import { nodePlatform } from "../server/platform/node-platform.ts";
import { CookieJar } from "./cookie-jar.ts";
import { memorySockets } from "./memory-sockets.ts";
import { TestExchange, testExchangeOf } from "./test-exchange.ts";
import { type Prepared, prepare, redirected, type TestInit } from "./test-request.ts";
import type { TestSocket } from "./test-socket.ts";
import { WebSocketDenied } from "./web-socket-denied.ts";

const platform: Platform = { ...nodePlatform, name: "test", sockets: memorySockets };
const maxRedirects = 20;
/** Fetch makes no Request with these. */
const forbiddenMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

/** An app, whatever its own dependencies. */
export interface TestableApp {
  readonly takesExchanges: true;
  fetch(request: Request): Promise<Response>;
}

/** Pairs of a dependency and what stands in for it, which must make the same. */
export type Overrides<T extends readonly unknown[]> = {
  readonly [I in keyof T]: readonly [replaced: Dependency<T[I]>, fake: Dependency<NoInfer<T[I]>>];
};

/** Options of `testClient` and `withTestClient`. */
export interface TestOptions<T extends readonly unknown[] = readonly unknown[]> {
  /**
   * What stands in for dependencies and resources, as this client's requests see it: an overridden resource never starts, and the
   * fake has inputs, dependencies and clean-up of its own.
   */
  override?: Overrides<T>;
  /** Rejects a call with the very error that its handler failed with and nobody expected. False: the answer is the 500. Default true. */
  raise?: boolean;
  /** Where paths begin. Default `"http://testserver"`. */
  baseUrl?: string;
  /** Sent with every request. */
  headers?: HeaderValues;
  /** What the jar begins with. */
  cookies?: { readonly [name: string]: string };
  /** Default true. */
  followRedirects?: boolean;
  /** What a proxy cut off: `context.rootPath`. Default none. */
  rootPath?: string;
}

/** What goes with a test client's handshake. */
export interface TestSocketInit extends Pick<TestInit, "query" | "headers" | "cookies"> {
  /** Sub-protocols to offer, in order of preference. */
  protocols?: readonly string[];
}

/**
 * A client of an app in this process: no socket, no port. Made by `testClient`; its run of the app (lifespan, resources, overrides) is
 * its own, so that clients at one time don't meet. Starts with the first request or `start()`, ends with `close()`.
 */
export class TestClient<A extends TestableApp = TestableApp> {
  readonly app: A;
  /** Kept from answer to request. */
  readonly cookies: CookieJar = new CookieJar();
  readonly #run: AppRun;
  readonly #options: TestOptions;
  readonly #base: string;
  readonly #sockets = new Set<TestSocket>();
  #closed = false;

  constructor(app: A, options: TestOptions) {
    if (!(app instanceof App)) throw new TypeError("testClient: not an App");
    this.app = app;
    this.#options = options;
    this.#base = options.baseUrl ?? "http://testserver";
    const raise = options.raise ?? true;
    this.#run = new AppRun(app as App, {
      platform,
      overrides: overridesOf(options.override ?? []),
      ...(raise ? { onError: (error, exchange) => testExchangeOf(exchange).fail(error) } : {}),
      onDone: (exchange) => testExchangeOf(exchange).settle(),
    });
    for (const [name, value] of Object.entries(options.cookies ?? {})) this.cookies.set(name, value);
  }

  /** Starts the app for this client: lifespan and resources. Rejects with what fails. Once; a request does it too. */
  start(): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("the test client is closed"));
    return this.#run.start();
  }

  /**
   * Sends a request: a `Request`, or a path with what goes with it. Resolves when the answer is complete and everything is done that
   * comes after it, or as soon as a streamed answer begins.
   */
  async fetch(to: string | URL | Request, init: TestInit & { method?: string } = {}): Promise<Response> {
    await this.start();
    if (!(to instanceof Request)) return await this.#send(await this.#prepare(init.method ?? "GET", to, init), init);
    const headers = new Headers(to.headers);
    for (const [name, value] of new Headers(init.headers as Record<string, string>)) headers.set(name, value);
    // A body of unknown length is a stream still.
    const body =
      init.body === undefined && to.body !== null && to.headers.has("content-length") ? await bytesOf(to) : to.body;
    const given = { ...init, headers, signal: init.signal ?? to.signal, ...(body === null ? {} : { body }) };
    return await this.#send(await this.#prepare(init.method ?? to.method, to.url, given), init);
  }

  get(path: string | URL, init?: TestInit): Promise<Response> {
    return this.fetch(path, { ...init, method: "GET" });
  }

  head(path: string | URL, init?: TestInit): Promise<Response> {
    return this.fetch(path, { ...init, method: "HEAD" });
  }

  post(path: string | URL, init?: TestInit): Promise<Response> {
    return this.fetch(path, { ...init, method: "POST" });
  }

  put(path: string | URL, init?: TestInit): Promise<Response> {
    return this.fetch(path, { ...init, method: "PUT" });
  }

  patch(path: string | URL, init?: TestInit): Promise<Response> {
    return this.fetch(path, { ...init, method: "PATCH" });
  }

  delete(path: string | URL, init?: TestInit): Promise<Response> {
    return this.fetch(path, { ...init, method: "DELETE" });
  }

  options(path: string | URL, init?: TestInit): Promise<Response> {
    return this.fetch(path, { ...init, method: "OPTIONS" });
  }

  /**
   * Opens a WebSocket: resolves when the app accepts it. Rejects with a `WebSocketDenied` if it does not, and with the error itself
   * if that was one nobody expected.
   */
  async websocket(path: string | URL, init: TestSocketInit = {}): Promise<TestSocket> {
    await this.start();
    const { protocols = [] } = init;
    const headers = new Headers(init.headers as Record<string, string>);
    headers.set("connection", "Upgrade");
    headers.set("upgrade", "websocket");
    headers.set("sec-websocket-version", "13");
    headers.set("sec-websocket-key", "dGVzdGNsaWVudHRlc3QxMg==");
    if (protocols.length > 0) headers.set("sec-websocket-protocol", protocols.join(", "));
    const prepared = await this.#prepare("GET", path, { ...init, headers });
    // A page says ws:, a request is one of http:.
    prepared.url.protocol = prepared.url.protocol.replace(/^ws/, "http");
    const exchange = this.#exchange(prepared, init.cookies, true);
    this.#run.handle(exchange);
    const outcome = await Promise.race([exchange.accepted, exchange.response]);
    if (!(outcome instanceof Response)) {
      this.#keepCookies(outcome.headers, prepared.url);
      this.#sockets.add(outcome);
      return outcome;
    }
    const body = await outcome.text();
    this.#keepCookies(outcome.headers, prepared.url);
    await exchange.done;
    if (exchange.error !== undefined) throw exchange.error.value;
    throw new WebSocketDenied(outcome, body, exchange.refusal);
  }

  /** Resolves when no deferred work is left, of streamed answers too. */
  idle(): Promise<void> {
    return this.#run.drained();
  }

  /**
   * Ends it all: sockets are closed (1012), then resources and lifespan end. Rejects with what fails in that, and with the error of a
   * WebSocket handler that no call has told of.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#run.stop();
    for (const { unseenError } of this.#sockets) if (unseenError !== undefined) throw unseenError.value;
  }

  #prepare(method: string, path: string | URL, init: TestInit): Promise<Prepared> {
    return prepare(method, path, this.#base, init, this.#options.headers);
  }

  async #send(first: Prepared, init: TestInit): Promise<Response> {
    const follow = init.followRedirects ?? this.#options.followRedirects ?? true;
    let request = first;
    for (let hops = 0; ; hops++) {
      const response = await this.#once(request, init.cookies);
      const next = follow ? redirected(request, response) : undefined;
      if (next === undefined) return response;
      if (hops === maxRedirects) throw new Error(`more than ${maxRedirects} redirects, the last one to ${next.url}`);
      await response.body?.cancel();
      request = next;
    }
  }

  async #once(request: Prepared, cookies: TestInit["cookies"]): Promise<Response> {
    const exchange = this.#exchange(request, cookies, false);
    this.#run.handle(exchange);
    let response: Response;
    try {
      response = await exchange.response;
    } catch (error) {
      if (exchange.error !== undefined) throw exchange.error.value;
      throw request.signal?.aborted ? request.signal.reason : error;
    }
    if (exchange.closed) await exchange.done;
    exchange.returned = true;
    if (exchange.error !== undefined) throw exchange.error.value;
    this.#keepCookies(response.headers, request.url);
    return response;
  }

  #keepCookies(headers: Headers, url: URL): void {
    this.cookies.store(headers.getSetCookie(), url);
  }

  #exchange(prepared: Prepared, cookies: TestInit["cookies"], upgrade: boolean): TestExchange {
    const { method, url, body, signal } = prepared;
    const headers = new Headers(prepared.headers);
    if (!headers.has("host")) headers.set("host", url.host);
    const own = Object.entries(cookies ?? {}).map(([name, value]) => `${name}=${value}`);
    const kept = this.cookies.header(url)?.split("; ") ?? [];
    const others = kept.filter((pair) => !Object.hasOwn(cookies ?? {}, pair.slice(0, pair.indexOf("="))));
    const given = headers.get("cookie");
    const all = [...(given === null ? [] : [given]), ...others, ...own];
    if (all.length > 0) headers.set("cookie", all.join("; "));
    const stream = body instanceof Uint8Array ? streamOf(body) : body;
    const bodiless = stream === null || method === "GET" || method === "HEAD" || forbiddenMethods.has(method);
    const init: RequestInit & { duplex: "half" } = {
      method: forbiddenMethods.has(method) ? "GET" : method,
      headers,
      signal: signal ?? null,
      body: bodiless ? null : stream,
      duplex: "half",
    };
    const request = new Request(url, init);
    const { rootPath = "" } = this.#options;
    return new TestExchange({ request, method, body: bodiless ? stream : request.body, rootPath, upgrade });
  }
}

/**
 * A client of `app` for tests. Close it at the end, or use `withTestClient`.
 *
 *     const client = testClient(app, { override: [[db, fakeDb]] });
 *     assert.equal((await client.get("/items/1")).status, 200);
 *     await client.close();
 *
 * @throws TypeError for what is no App, and for an override of what is no dependency.
 */
export function testClient<A extends TestableApp, const T extends readonly unknown[] = []>(
  app: A,
  options: TestOptions<T> = {},
): TestClient<A> {
  return new TestClient(app, options as TestOptions);
}

/** Runs `use` with a client that is started before and closed afterwards, also if it fails. Resolves to what it returns. */
export function withTestClient<A extends TestableApp, R>(
  app: A,
  use: (client: TestClient<A>) => R | Promise<R>,
): Promise<R>;
export function withTestClient<A extends TestableApp, R, const T extends readonly unknown[] = []>(
  app: A,
  options: TestOptions<T>,
  use: (client: TestClient<A>) => R | Promise<R>,
): Promise<R>;
export async function withTestClient<A extends TestableApp, R>(
  app: A,
  second: TestOptions | ((client: TestClient<A>) => R | Promise<R>),
  third?: (client: TestClient<A>) => R | Promise<R>,
): Promise<R> {
  const [options, use] = typeof second === "function" ? [{}, second] : [second, third as NonNullable<typeof third>];
  const client = new TestClient(app, options);
  try {
    await client.start();
    const result = await use(client);
    await client.close();
    return result;
  } catch (error) {
    // The test's own error counts.
    await client.close().catch(() => {});
    throw error;
  }
}

function overridesOf(pairs: readonly (readonly [unknown, unknown])[]): Map<DependencyDefinition, DependencyDefinition> {
  const overrides = new Map<DependencyDefinition, DependencyDefinition>();
  for (const [replaced, fake] of pairs) {
    const base = definitionOf(replaced).base;
    if (overrides.has(base)) throw new TypeError(`override: ${base.title} is replaced twice`);
    overrides.set(base, definitionOf(fake));
  }
  return overrides;
}

async function bytesOf(request: Request): Promise<Uint8Array> {
  return new Uint8Array(await request.arrayBuffer());
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes.slice());
      controller.close();
    },
  });
}
