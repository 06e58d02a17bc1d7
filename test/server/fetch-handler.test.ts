import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { UsageError } from "../../src/core/errors.ts";
import type { FetchFunction } from "../../src/server/fetch-handler.ts";
import { serve } from "../../src/server/serve.ts";
import { toHandler } from "../../src/server/target.ts";
import type { RunningServer, ServeOptions } from "../../src/server/types.ts";
import { eventually, request, sleep } from "./harness.ts";
import { RawClient } from "./raw-client.ts";

interface Running {
  readonly server: RunningServer;
  readonly log: string[];
  readonly origin: string;
  connect(): Promise<RawClient>;
}

async function run(t: TestContext, fetch: FetchFunction, options: ServeOptions = {}): Promise<Running> {
  const log: string[] = [];
  const server = await serve(
    { fetch },
    { port: 0, logger: { log: (level, message) => void log.push(`${level}: ${message}`) }, ...options },
  );
  const clients: RawClient[] = [];
  t.after(async () => {
    for (const client of clients) client.destroy();
    await server.close({ graceMs: 0 });
  });
  return {
    server,
    log,
    origin: `http://127.0.0.1:${server.port}`,
    connect: async () => {
      const client = await RawClient.connect({ host: "127.0.0.1", port: server.port });
      clients.push(client);
      return client;
    },
  };
}

test("a Hono-like app is served: url, query, headers, json in and out", async (t) => {
  class App {
    private readonly routes = new Map<string, FetchFunction>();
    on(route: string, handler: FetchFunction): this {
      this.routes.set(route, handler);
      return this;
    }
    fetch(request: Request): Response | Promise<Response> {
      const { pathname } = new URL(request.url);
      const handler = this.routes.get(`${request.method} ${pathname}`);
      return handler === undefined ? new Response("not found", { status: 404 }) : handler(request);
    }
  }
  const app = new App()
    .on("GET /hello", (given) =>
      Response.json({ q: new URL(given.url).searchParams.get("q"), x: given.headers.get("x-a") }),
    )
    .on("POST /echo", async (given) => Response.json(await given.json(), { status: 201 }));
  const server = await serve(app, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  const origin = `http://127.0.0.1:${server.port}`;
  const hello = await fetch(`${origin}/hello?q=%20a`, { headers: { "x-a": "1" } });
  assert.deepEqual(await hello.json(), { q: " a", x: "1" });
  assert.equal(hello.headers.get("content-type"), "application/json");
  const echo = await fetch(`${origin}/echo`, { method: "POST", body: '{"a":"é☃"}' });
  assert.equal(echo.status, 201);
  assert.deepEqual(await echo.json(), { a: "é☃" });
  assert.equal((await fetch(`${origin}/none`)).status, 404);
});

test("a function is served too; what cannot be served is named", async (t) => {
  const server = await serve(() => new Response("plain"), { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  assert.equal(await (await fetch(`http://127.0.0.1:${server.port}/`)).text(), "plain");
  for (const wrong of [null, undefined, 5, "app", {}, { fetch: 1 }, (_request: unknown, _response: unknown) => {}]) {
    assert.throws(() => toHandler(wrong), UsageError);
  }
});

test("the request looks like a Request, whoever asks", async (t) => {
  const { origin } = await run(t, async (given) => {
    const { headers, url } = given;
    const copy = given.clone();
    const native = new Request(given.clone());
    return Response.json({
      is: given instanceof Request,
      tag: Object.prototype.toString.call(given),
      shown: inspect(given).includes("/look"),
      method: given.method,
      same: given.url === url && given.headers.get("x-b") === headers.get("x-b"),
      list: [...given.headers].filter(([name]) => name.startsWith("x-")),
      mode: typeof given.mode,
      redirect: given.redirect,
      signal: given.signal instanceof AbortSignal,
      copied: await copy.text(),
      native: await native.text(),
      own: await given.text(),
    });
  });
  const response = await fetch(`${origin}/look`, {
    method: "PUT",
    body: "body",
    headers: [
      ["x-b", "2"],
      ["X-A", "1"],
      ["x-a", "3"],
    ],
  });
  assert.deepEqual(await response.json(), {
    is: true,
    tag: "[object Request]",
    shown: true,
    method: "PUT",
    same: true,
    list: [
      ["x-a", "1, 3"],
      ["x-b", "2"],
    ],
    mode: "string",
    redirect: "follow",
    signal: true,
    copied: "body",
    native: "body",
    own: "body",
  });
});

test("each way to read a body gives the same bytes, once", async (t) => {
  const { origin } = await run(t, async (given) => {
    const way = new URL(given.url).pathname.slice(1);
    assert.equal(given.bodyUsed, false);
    let body: unknown;
    if (way === "stream") {
      const pieces: Uint8Array[] = [];
      for await (const piece of given.body as unknown as AsyncIterable<Uint8Array>) pieces.push(piece);
      body = Buffer.concat(pieces).toString();
    } else if (way === "formData") body = Object.fromEntries(await given.formData());
    else if (way === "json") body = await given.json();
    else if (way === "text") body = await given.text();
    else if (way === "blob") {
      const blob = await given.blob();
      body = [blob.type, await blob.text()];
    } else body = Buffer.from(await (given as unknown as Record<string, () => Promise<Uint8Array>>)[way]()).toString();
    assert.equal(given.bodyUsed, true);
    await assert.rejects(given.text(), TypeError);
    assert.throws(() => given.clone(), TypeError);
    return Response.json(body);
  });
  const post = async (way: string, body: string, type = "text/plain"): Promise<unknown> => {
    const response = await fetch(`${origin}/${way}`, { method: "POST", body, headers: { "content-type": type } });
    assert.equal(response.status, 200, way);
    return response.json();
  };
  assert.equal(await post("text", "é"), "é");
  assert.equal(await post("arrayBuffer", "é"), "é");
  assert.equal(await post("bytes", "é"), "é");
  assert.equal(await post("stream", "é".repeat(100_000)), "é".repeat(100_000));
  assert.deepEqual(await post("json", "[1]"), [1]);
  assert.deepEqual(await post("blob", "x", "text/css"), ["text/css", "x"]);
  assert.deepEqual(await post("formData", "a=1&b=%20", "application/x-www-form-urlencoded"), { a: "1", b: " " });
});

test("multipart forms are read with their files", async (t) => {
  const { origin } = await run(t, async (given) => {
    const form = await given.formData();
    const file = form.get("file") as File;
    return Response.json([form.get("a"), file.name, await file.text()]);
  });
  const form = new FormData();
  form.set("a", "1");
  form.set("file", new File(["content"], "name.txt"));
  assert.deepEqual(await (await fetch(origin, { method: "POST", body: form })).json(), ["1", "name.txt", "content"]);
});

test("a request without a body reads as empty, as often as it is asked", async (t) => {
  const { origin } = await run(t, async (given) => {
    const texts = [await given.text(), await given.text()];
    return Response.json([...texts, given.bodyUsed, given.body, (await given.clone().arrayBuffer()).byteLength]);
  });
  assert.deepEqual(await (await fetch(origin)).json(), ["", "", false, null, 0]);
});

test("bodies stream both ways at once", async (t) => {
  const { connect } = await run(t, (given) => new Response(given.body));
  const client = await connect();
  client.write(request("POST /", ["transfer-encoding: chunked"], "4\r\nping\r\n"));
  assert.ok(await client.has("ping"));
  client.write("4\r\npong\r\n");
  assert.ok(await client.has("pong"));
  client.write("0\r\n\r\n");
  const answer = await client.answer();
  assert.equal(answer.body, "pingpong");
  assert.equal(answer.whole, true);
});

test("a stream that nobody takes is not read on", async (t) => {
  let pulled = 0;
  const { connect } = await run(
    t,
    () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            pulled++;
            controller.enqueue(new Uint8Array(256 * 1024));
            if (pulled === 400) controller.close();
          },
        }),
      ),
  );
  const client = await connect();
  client.socket.pause();
  client.write(request("GET /"));
  await eventually(() => pulled > 2);
  await sleep(200);
  const held = pulled;
  assert.ok(held < 400, `${held} pieces were pulled`);
  client.socket.resume();
  await client.bytes(400 * 256 * 1024);
  assert.equal((await client.answer()).whole, true);
});

test("an error in the middle of a response cuts the connection", async (t) => {
  let pulls = 0;
  const { connect, log } = await run(
    t,
    () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            if (pulls++ === 0) return controller.enqueue(Buffer.from("some"));
            await sleep(20);
            controller.error(new Error("the well ran dry"));
          },
        }),
      ),
  );
  const client = await connect();
  client.write(request("GET /"));
  await client.ended();
  assert.equal(client.error, "ECONNRESET");
  assert.equal((await client.answers(0))[0].whole, false);
  assert.ok(log.some((line) => line.startsWith("error: ") && line.includes("the well ran dry")));
});

test("an app that throws, rejects or gives no Response is answered with 500 and logged", async (t) => {
  const { connect, log } = await run(t, (given): Response | Promise<Response> => {
    const { pathname } = new URL(given.url);
    if (pathname === "/throws") throw new Error("thrown");
    if (pathname === "/rejects") return Promise.reject(new Error("rejected"));
    if (pathname === "/nothing") return undefined as never;
    if (pathname === "/error") return Response.error();
    return new Response("fine");
  });
  const client = await connect();
  const paths = ["/throws", "/rejects", "/nothing", "/error", "/fine"];
  client.write(paths.map((path) => request(`GET ${path}`)).join(""));
  const answers = await client.answers(5);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [500, 500, 500, 500, 200],
  );
  assert.equal(log.filter((line) => line.startsWith("error: ")).length, 4);
});

test("each set-cookie goes out on its own; framing fields of the app are not doubled", async (t) => {
  const { connect } = await run(t, () => {
    const headers = new Headers({
      "content-length": "4",
      connection: "close",
      "transfer-encoding": "chunked",
      "x-a": "1",
    });
    headers.append("set-cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT");
    headers.append("set-cookie", "b=2");
    return new Response("body", { headers });
  });
  const client = await connect();
  client.write(request("GET /1") + request("GET /2"));
  const [first, second] = await client.answers(2);
  assert.equal(first.body, "body");
  assert.equal(second.body, "body");
  assert.equal(first.headers["content-length"], "4");
  assert.equal(first.headers.connection, undefined);
  assert.equal(first.headers["transfer-encoding"], undefined);
  assert.equal(client.text.split("set-cookie: ").length, 5);
});

test("a declared length that is not kept cuts the connection", async (t) => {
  const { connect } = await run(t, () => new Response("body", { headers: { "content-length": "10" } }));
  const client = await connect();
  client.write(request("GET /"));
  await client.ended();
  assert.ok((await client.answers(0)).every(({ whole }) => !whole));
});

test("HEAD, 204 and 304 have no body, and the next answer follows", async (t) => {
  let cancelled = 0;
  const { connect } = await run(t, (given) => {
    const { pathname } = new URL(given.url);
    if (pathname === "/304") return new Response(null, { status: 304, headers: { etag: '"a"' } });
    if (pathname === "/204") return new Response(null, { status: 204 });
    if (pathname === "/stream") {
      return new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(10)),
          cancel: () => void cancelled++,
        }),
      );
    }
    return new Response("body", { headers: { "content-length": "4" } });
  });
  const client = await connect();
  client.write(
    request("HEAD /") + request("HEAD /stream") + request("GET /304") + request("GET /204") + request("GET /"),
  );
  const answers = await client.answers(5, ["HEAD", "HEAD", "GET", "GET", "GET"]);
  assert.equal(answers[0].headers["content-length"], "4");
  assert.equal(answers[1].headers["content-length"], undefined);
  assert.equal(answers[2].headers.etag, '"a"');
  assert.equal(answers[4].body, "body");
  assert.equal(cancelled, 1);
});

for (const leave of ["destroy", "reset"] as const) {
  test(`request.signal is aborted when the client leaves (${leave}), and the response's stream cancelled`, async (t) => {
    const heard: string[] = [];
    const { connect, log, server } = await run(t, async (given) => {
      given.signal.addEventListener("abort", () => heard.push(`signal ${given.signal.reason.code}`));
      if (given.method === "POST") {
        await new Promise((_resolve, reject) =>
          given.signal.addEventListener("abort", () => reject(given.signal.reason)),
        );
      }
      return new Response(
        new ReadableStream({
          async pull(controller) {
            await sleep(5);
            controller.enqueue(Buffer.from("some "));
          },
          cancel: () => void heard.push("cancel"),
        }),
      );
    });
    const streaming = await connect();
    streaming.write(request("GET /"));
    await streaming.has("some ");
    streaming[leave]();
    await eventually(() => heard.includes("cancel") && heard.includes("signal client_closed"));
    const waiting = await connect();
    waiting.write(request("POST /", ["content-length: 0"]));
    await sleep(20);
    waiting[leave]();
    await eventually(() => heard.length === 3 && server.connections === 0);
    assert.equal(server.inFlight, 0);
    assert.deepEqual(
      log.filter((line) => line.startsWith("error: ")),
      [],
    );
  });
}

for (const way of ["text", "json", "stream", "formData", "arrayBuffer"] as const) {
  test(`a body over the limit, read as ${way}, is answered with 413 and is no error of the app`, async (t) => {
    const { connect, log } = await run(
      t,
      async (given) => {
        if (way === "stream") await new Response(given.body).text();
        else await given[way]();
        return new Response("too far");
      },
      { maxBodyBytes: 1000 },
    );
    for (const [fields, body] of [
      [["content-length: 2000"], "x".repeat(2000)],
      [["transfer-encoding: chunked"], `7d0\r\n${"x".repeat(2000)}\r\n0\r\n\r\n`],
    ] as const) {
      const client = await connect();
      client.write(request("POST /", [...fields, "content-type: application/x-www-form-urlencoded"], body));
      const answer = await client.answer();
      assert.equal(answer.status, 413, fields[0]);
    }
    assert.deepEqual(
      log.filter((line) => line.startsWith("error: ")),
      [],
    );
  });
}

test("a client that leaves in mid-upload makes every reader fail, and never looks complete", async (t) => {
  const outcomes: string[] = [];
  const { connect, server } = await run(t, async (given) => {
    try {
      if (given.url.endsWith("/stream")) await new Response(given.body).text();
      else await given.text();
      outcomes.push("complete");
    } catch {
      outcomes.push("failed");
    }
    return new Response("late");
  });
  for (const path of ["/text", "/stream"]) {
    for (const leave of ["finish", "destroy", "reset"] as const) {
      const client = await connect();
      client.write(request(`POST ${path}`, ["content-length: 10"], "abc"));
      await sleep(20);
      client[leave]();
    }
  }
  await eventually(() => outcomes.length === 6 && server.connections === 0);
  assert.deepEqual(outcomes, Array(6).fill("failed"));
});

test("a Host that makes no URL is the client's fault: 400", async (t) => {
  const { connect, log } = await run(t, (given) => new Response(given.url));
  const client = await connect();
  client.write("GET / HTTP/1.1\r\nhost: a:99999\r\n\r\n");
  assert.equal((await client.answer()).status, 400);
  assert.deepEqual(
    log.filter((line) => line.startsWith("error: ")),
    [],
  );
});

test("odd targets and methods reach the app as URL sees them, or are refused with 501", async (t) => {
  const { connect } = await run(t, (given) => new Response(`${given.method} ${given.url}`));
  const cases: [string, number, string][] = [
    ["GET /a/../b?x=%41", 200, "GET http://a/b?x=%41"],
    ["GET //evil/x", 200, "GET http://a//evil/x"],
    ["GET http://a/abs?y", 200, "GET http://a/abs?y"],
    ["PROPFIND /", 200, "PROPFIND http://a/"],
    ["TRACE /", 501, '{"detail":"Not Implemented"}'],
    ["OPTIONS *", 501, '{"detail":"Not Implemented"}'],
  ];
  const client = await connect();
  client.write(cases.map(([line]) => request(line)).join(""));
  const answers = await client.answers(cases.length);
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body]),
    cases.map(([, status, body]) => [status, body]),
  );
});

test("100 Continue is sent when the app reads, and not when it refuses", async (t) => {
  const { connect } = await run(t, async (given) =>
    given.headers.has("authorization") ? new Response(await given.text()) : new Response("who?", { status: 401 }),
  );
  const refused = await connect();
  refused.write(request("POST /", ["content-length: 4", "expect: 100-continue"]));
  await refused.ended();
  assert.equal((await refused.answer()).status, 401);
  const client = await connect();
  client.write(request("POST /", ["content-length: 4", "expect: 100-continue", "authorization: x"]));
  assert.ok(await client.has("100 Continue"));
  client.write("body");
  assert.equal((await client.answers(2))[1].body, "body");
});
