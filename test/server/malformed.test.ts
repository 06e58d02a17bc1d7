import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorCode, errorTable } from "../../src/core/errors.ts";
import type { Exchange } from "../../src/core/exchange.ts";
import { eventually, request, start, text } from "./harness.ts";

const long = "x".repeat(9000);
const cases: readonly (readonly [name: string, bytes: string, code: ErrorCode])[] = [
  ["no version", "GET /\r\n\r\n", "bad_request_line"],
  ["two spaces", "GET  / HTTP/1.1\r\nhost: a\r\n\r\n", "bad_request_line"],
  ["junk", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "bad_request_line"],
  ["bare LF", "GET / HTTP/1.1\nhost: a\n\n", "bad_line_ending"],
  ["bare LF in fields", "GET / HTTP/1.1\r\nhost: a\nx: y\r\n\r\n", "bad_line_ending"],
  ["bare CR in a value", request("GET /", ["x: a\rb"]), "bad_line_ending"],
  ["NUL in a value", request("GET /", ["x: a\0b"]), "bad_header_value"],
  ["space before the colon", request("GET /", ["x : a"]), "bad_header_name"],
  ["no colon", request("GET /", ["x"]), "bad_header_name"],
  ["empty name", request("GET /", [": a"]), "bad_header_name"],
  ["folded line", request("GET /", ["x: a", " b"]), "obsolete_line_folding"],
  ["bad character in the target", request("GET /a\x7f"), "bad_target"],
  ["star with GET", request("GET *"), "bad_target"],
  ["CONNECT without port", "CONNECT a HTTP/1.1\r\nhost: a\r\n\r\n", "bad_target"],
  ["no host", "GET / HTTP/1.1\r\n\r\n", "bad_host"],
  ["two hosts", request("GET /", ["host: a"]), "bad_host"],
  ["bad host", "GET / HTTP/1.1\r\nhost: a b\r\n\r\n", "bad_host"],
  ["other host in the target", request("GET http://b/"), "bad_host"],
  ["two lengths", request("POST /", ["content-length: 1", "content-length: 1"], "x"), "bad_content_length"],
  ["signed length", request("POST /", ["content-length: +1"], "x"), "bad_content_length"],
  ["list of lengths", request("POST /", ["content-length: 1, 1"], "x"), "bad_content_length"],
  [
    "length and chunked",
    request("POST /", ["content-length: 1", "transfer-encoding: chunked"], "x"),
    "ambiguous_length",
  ],
  ["chunked twice", request("POST /", ["transfer-encoding: chunked, chunked"]), "bad_transfer_encoding"],
  ["chunked in 1.0", "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "bad_transfer_encoding"],
  ["gzip coding", request("POST /", ["transfer-encoding: gzip, chunked"]), "unknown_transfer_coding"],
  ["HTTP/2.0", "GET / HTTP/2.0\r\nhost: a\r\n\r\n", "unsupported_version"],
  ["preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "unsupported_version"],
  ["unknown expectation", request("POST /", ["content-length: 1", "expect: tea"]), "unsupported_expectation"],
  ["long target", request(`GET /${long}`), "target_too_long"],
  ["endless target", `GET /${long}`, "target_too_long"],
  ["large head", request("GET /", Array(5).fill(`x: ${long}`)), "head_too_large"],
  ["endless field", `GET / HTTP/1.1\r\nhost: a\r\nx: ${long.repeat(5)}`, "head_too_large"],
  ["many fields", request("GET /", Array(101).fill("x: y")), "too_many_headers"],
];

const answer = (exchange: Exchange): void => exchange.send(200, text, exchange.path);

for (const [name, bytes, code] of cases) {
  const { status } = errorTable[code];
  test(`${name}: ${status} ${code}, then the connection closes`, async (t) => {
    let handled = 0;
    const { connect, server } = await start(t, (exchange) => {
      handled++;
      answer(exchange);
    });
    const client = await connect();
    client.write(bytes);
    await client.ended();
    const [refused, ...more] = await client.answers(1);
    assert.equal(refused.status, status);
    assert.equal(refused.headers.connection, "close");
    assert.equal(refused.headers["content-type"], "application/json");
    assert.equal(JSON.parse(refused.body).code, code);
    assert.ok(refused.whole);
    assert.equal(more.length, 0);
    assert.equal(client.finished, true);
    assert.equal(handled, 0);
    client.finish();
    await eventually(() => server.connections === 0);
  });
}

test("each fault gives the same answer when it comes byte by byte", async (t) => {
  const { connect } = await start(t, answer);
  await Promise.all(
    cases
      .filter(([, bytes]) => bytes.length < 300)
      .map(async ([name, bytes, code]) => {
        const client = await connect();
        for (const byte of bytes) {
          if (client.finished) break;
          client.write(byte);
          await new Promise((resolve) => setImmediate(resolve));
        }
        await client.ended();
        const [refused] = await client.answers(1);
        assert.equal(JSON.parse(refused.body).code, code, name);
        client.destroy();
      }),
  );
});

test("answers that are pending come before that to a malformed request", async (t) => {
  const { connect } = await start(t, (exchange) => {
    if (exchange.path === "/now") answer(exchange);
    else setTimeout(() => answer(exchange), 20);
  });
  const client = await connect();
  client.write(`${request("GET /now") + request("GET /later") + request("GET /latest")}BAD\r\n\r\n`);
  await client.ended();
  const answers = await client.answers(4);
  assert.deepEqual(
    answers.map(({ status, body }) => (status === 200 ? body : status)),
    ["/now", "/later", "/latest", 400],
  );
  assert.equal(client.error, "");
});

test("what follows a malformed request is never handled", async (t) => {
  const seen: string[] = [];
  const { connect } = await start(t, (exchange) => {
    seen.push(exchange.path);
    answer(exchange);
  });
  const client = await connect();
  client.write(`${request("GET /good")}BAD\r\n\r\n${request("GET /smuggled")}`);
  await client.has("bad_request_line");
  client.write(request("GET /later"));
  await client.ended();
  assert.deepEqual(seen, ["/good"]);
});

test("a request that ends within its head is dropped without an answer", async (t) => {
  const { connect, server } = await start(t, answer);
  const client = await connect();
  client.write("GET / HTTP/1.1\r\nhost");
  client.finish();
  assert.equal(await client.ended(), "");
  await eventually(() => server.connections === 0);
});
