import assert from "node:assert/strict";
import { test } from "node:test";
import { FetchExchange } from "../../src/app/fetch-exchange.ts";
import { readAll } from "../../src/core/body.ts";
import { App } from "../../src/index.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
const post = (body: RequestInit["body"], headers?: Record<string, string>) =>
  new Request("https://example.test:8443/a%20b?x=1&y", { method: "POST", body, headers, duplex: "half" });

test("a Request is seen as an exchange", () => {
  const exchange = new FetchExchange(post("abc", { "X-A": "1" }));
  const { method, path, query, scheme, authority, remoteAddress, remotePort } = exchange;
  assert.deepEqual(
    { method, path, query, scheme, authority, remoteAddress, remotePort },
    {
      method: "POST",
      path: "/a%20b",
      query: "x=1&y",
      scheme: "https",
      authority: "example.test:8443",
      remoteAddress: "",
      remotePort: 0,
    },
  );
  assert.equal(exchange.header("x-a"), "1");
  assert.equal(exchange.header("x-b"), undefined);
  assert.ok(exchange.headers.includes("x-a"));
  assert.equal(exchange.upgrade(), null);
  assert.equal(new FetchExchange(new Request("http://a")).bodyLength, 0);
  assert.equal(new FetchExchange(post("abc", { "content-length": "3" })).bodyLength, 3);
  assert.equal(new FetchExchange(post(new Blob(["abc"]).stream())).bodyLength, null);
});

test("the body is read through the exchange, within its limit, announced or not", async () => {
  assert.equal(Buffer.from(await readAll(new FetchExchange(post("abc")))).toString(), "abc");
  assert.equal((await readAll(new FetchExchange(new Request("http://a")))).byteLength, 0);
  for (const request of [post("abc", { "content-length": "3" }), post(new Blob(["abc"]).stream())]) {
    const exchange = new FetchExchange(request);
    exchange.maxBodyBytes = 2;
    await assert.rejects(readAll(exchange), { code: "body_too_large" });
  }
});

test("a sink that pauses is waited for", async () => {
  let pulled = 0;
  const stream = new ReadableStream(
    {
      pull(controller) {
        if (++pulled > 3) controller.close();
        else controller.enqueue(new Uint8Array(1));
      },
    },
    { highWaterMark: 0 },
  );
  const exchange = new FetchExchange(post(stream));
  const seen: string[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    exchange.readBody({
      onData: () => {
        seen.push("data");
        return seen.length !== 2;
      },
      onEnd: () => resolve(),
      onError: reject,
    });
  });
  await turn();
  await turn();
  assert.equal(seen.length, 2);
  exchange.resumeBody();
  await ended;
  assert.equal(seen.length, 3);
});

test("fetch invents no content type for an answer", async () => {
  const exchange = new FetchExchange(new Request("http://a"));
  exchange.send(200, ["x-a", "1", "set-cookie", "a=1", "set-cookie", "b=2"], "text");
  const response = await exchange.response;
  assert.equal(response.headers.get("content-type"), null);
  assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(await response.text(), "text");
});

test("a bad field throws and sends nothing", async () => {
  const exchange = new FetchExchange(new Request("http://a"));
  assert.throws(() => exchange.send(200, ["x", "a\r\nb"], null), TypeError);
  assert.throws(() => exchange.begin(200, ["bad name", "a"], null), TypeError);
  assert.equal(exchange.started, false);
  exchange.send(204, [], null);
  assert.equal((await exchange.response).status, 204);
});

test("a streamed answer asks its writer to wait for its reader", async () => {
  const exchange = new FetchExchange(new Request("http://a"));
  exchange.begin(200, [], null);
  const reader = (await exchange.response).body?.getReader();
  assert.equal(exchange.write(new Uint8Array(1000)), true);
  assert.equal(exchange.write(new Uint8Array(100_000)), false);
  let drained = false;
  exchange.onDrain(() => {
    drained = true;
  });
  await turn();
  assert.equal(drained, false);
  await reader?.read();
  await reader?.read();
  await turn();
  assert.equal(drained, true);
  exchange.write("é");
  exchange.end();
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), "é");
  assert.equal((await reader?.read())?.done, true);
  assert.ok(exchange.closed);
});

test("destroying an exchange rejects its response, or breaks its body once begun", async () => {
  const before = new FetchExchange(new Request("http://a"));
  before.destroy(new Error("given up"));
  await assert.rejects(before.response, /given up/);
  const midway = new FetchExchange(new Request("http://a"));
  midway.begin(200, [], null);
  const response = await midway.response;
  midway.destroy(new Error("given up"));
  await assert.rejects(response.text(), /given up/);
  assert.ok(midway.closed && midway.signal.aborted);
});

test("a body shorter or longer than announced breaks the answer", async () => {
  for (const written of ["abc", "abcde"]) {
    const exchange = new FetchExchange(new Request("http://a"));
    exchange.begin(200, [], 4);
    const response = await exchange.response;
    exchange.write(written);
    exchange.end();
    await assert.rejects(response.text(), { code: "response_length_mismatch" });
  }
  const head = new FetchExchange(new Request("http://a", { method: "HEAD" }));
  head.begin(200, [], 4);
  head.end();
  assert.equal((await head.response).headers.get("content-length"), "4");
});

test("a client that leaves is told to all who asked", async () => {
  for (const leave of ["abort", "cancel"]) {
    const controller = new AbortController();
    const exchange = new FetchExchange(new Request("http://a", { signal: controller.signal }));
    const { signal } = exchange;
    let told = 0;
    exchange.onAbort(() => told++);
    exchange.begin(200, [], null);
    const response = await exchange.response;
    if (leave === "abort") controller.abort();
    else await response.body?.cancel();
    assert.ok(exchange.closed && signal.aborted);
    exchange.onAbort(() => told++);
    assert.equal(told, 2);
  }
  const gone = new FetchExchange(new Request("http://a", { signal: AbortSignal.abort() }));
  assert.ok(gone.closed && gone.signal.aborted);
  await assert.rejects(gone.response);
});

test("App.fetch can be passed on, hands out the platform's Request, and rejects for an aborted one", async () => {
  const app = new App();
  let seen: Request | undefined;
  app.get("/", (_, { request }) => {
    seen = request;
    return 1;
  });
  const { fetch } = app;
  const request = new Request("http://a/");
  await fetch(request);
  assert.equal(seen, request);
  await assert.rejects(fetch(new Request("http://a/", { signal: AbortSignal.abort() })));
});
