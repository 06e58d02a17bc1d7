import type { HeaderValues } from "../app/types.ts";

type Scalar = string | number | boolean | bigint | null | undefined;

/** Values by name; of a list each one, null and undefined none. */
export interface Pairs {
  readonly [name: string]: Scalar | readonly Scalar[];
}

/** What goes with a request of a test client. At most one of `json`, `form` and `body`. */
export interface TestInit {
  /** Added to the path's own query. */
  query?: Pairs | URLSearchParams;
  headers?: HeaderValues;
  /** For this request, over those of the jar. */
  cookies?: { readonly [name: string]: string };
  /** Sent as JSON, `application/json`. */
  json?: unknown;
  /** Sent urlencoded; a `FormData` as multipart. */
  form?: Pairs | URLSearchParams | FormData;
  /** Text, bytes, a `Blob`, or a stream. */
  body?: string | Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | null;
  signal?: AbortSignal;
  /** Default: the client's. */
  followRedirects?: boolean;
}

/** A request before it is sent, and sent again where an answer leads elsewhere. */
export interface Prepared {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array | ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal | undefined;
}

const encoder = new TextEncoder();

/** @throws TypeError for an init with two bodies, or a path that makes no URL. */
export async function prepare(
  method: string,
  path: string | URL,
  base: string,
  init: TestInit,
  defaults: HeaderValues | undefined,
): Promise<Prepared> {
  const url = new URL(path, base);
  for (const [name, value] of pairsOf(init.query)) url.searchParams.append(name, value);
  const headers = new Headers({ accept: "*/*", "user-agent": "testclient" });
  for (const source of [defaults, init.headers]) {
    if (source === undefined) continue;
    const given = new Headers(source as Record<string, string>);
    // What a source names replaces what was there; what it names twice goes twice.
    for (const name of new Set(given.keys())) headers.delete(name);
    for (const [name, value] of given) headers.append(name, value);
  }
  const { body, type } = await bodyOf(init);
  if (type !== undefined && !headers.has("content-type")) headers.set("content-type", type);
  if (body instanceof Uint8Array && !headers.has("content-length") && !headers.has("transfer-encoding")) {
    headers.set("content-length", String(body.byteLength));
  }
  return { method: method.toUpperCase(), url, headers, body, signal: init.signal };
}

async function bodyOf({ json, form, body }: TestInit): Promise<{ body: Prepared["body"]; type?: string }> {
  const given = [json, form, body ?? undefined].filter((one) => one !== undefined);
  if (given.length > 1) throw new TypeError("a request has one body: give json, form or body");
  if (json !== undefined) return { body: encoder.encode(JSON.stringify(json)), type: "application/json" };
  if (form instanceof FormData) {
    // The platform knows how multipart is written.
    const written = new Response(form);
    return { body: new Uint8Array(await written.arrayBuffer()), type: written.headers.get("content-type") as string };
  }
  if (form !== undefined) {
    const text = new URLSearchParams(pairsOf(form)).toString();
    return { body: encoder.encode(text), type: "application/x-www-form-urlencoded" };
  }
  if (body === undefined || body === null) return { body: null };
  if (typeof body === "string") return { body: encoder.encode(body), type: "text/plain;charset=UTF-8" };
  if (body instanceof Uint8Array || body instanceof ReadableStream) return { body };
  if (body instanceof ArrayBuffer) return { body: new Uint8Array(body) };
  if (!(body instanceof Blob)) throw new TypeError("body is text, bytes, a Blob or a stream: use json for values");
  return { body: new Uint8Array(await body.arrayBuffer()), ...(body.type === "" ? {} : { type: body.type }) };
}

function pairsOf(source: Pairs | URLSearchParams | undefined): [string, string][] {
  if (source === undefined) return [];
  if (source instanceof URLSearchParams) return [...source];
  return Object.entries(source).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one): [string, string] => [name, String(one)]),
  );
}

/**
 * The request that follows a redirect; undefined if the answer is none.
 * @throws TypeError if a stream would have to be sent again.
 */
export function redirected(request: Prepared, response: Response): Prepared | undefined {
  const { status } = response;
  const location = response.headers.get("location");
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return undefined;
  const url = new URL(location, request.url);
  const headers = new Headers(request.headers);
  headers.delete("host");
  if (url.origin !== request.url.origin) headers.delete("authorization");
  // RFC 9110 section 15.4: 303 is always a GET, 301 and 302 make one of a POST.
  const asGet = status === 303 ? request.method !== "HEAD" : status < 303 && request.method === "POST";
  if (!asGet) {
    if (request.body instanceof ReadableStream) {
      throw new TypeError(`a stream cannot be sent again to ${url.pathname}, where ${status} leads`);
    }
    return { ...request, url, headers };
  }
  for (const name of ["content-length", "content-type", "transfer-encoding"]) headers.delete(name);
  return { ...request, method: "GET", url, headers, body: null };
}
