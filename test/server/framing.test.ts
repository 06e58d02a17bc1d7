import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../../src/core/exchange.ts";
import { readAll, request, start, text } from "./harness.ts";

test("a string is sent as UTF-8 and its length counted in bytes", async (t) => {
  const body = "naïve ☃ 😀 \ud800";
  const { connect } = await start(t, (exchange) => {
    if (exchange.path === "/send") exchange.send(200, text, body);
    else if (exchange.path === "/length") {
      exchange.begin(200, text, Buffer.byteLength(body));
      exchange.write(body);
      exchange.end();
    } else {
      exchange.begin(200, text, null);
      exchange.write("é");
      exchange.write(body);
      exchange.end();
    }
  });
  const client = await connect();
  client.write(request("GET /send") + request("GET /length") + request("GET /chunked"));
  const [sent, length, chunked] = await client.answers(3);
  const bytes = Buffer.from(body).toString("latin1");
  assert.equal(sent.body, bytes);
  assert.equal(sent.headers["content-length"], String(bytes.length));
  assert.equal(length.body, bytes);
  assert.equal(chunked.body, Buffer.from("é").toString("latin1") + bytes);
});

test("a latin-1 field value reaches the wire as one byte a character", async (t) => {
  const { connect } = await start(t, (exchange) => exchange.send(200, ["x-name", "é"], "☃"));
  const client = await connect();
  client.write(request("GET /"));
  const answer = await client.answer();
  assert.equal(answer.headers["x-name"], "é");
  assert.equal(answer.body, Buffer.from("☃").toString("latin1"));
});

test("bytes, empty bodies and null are framed by length", async (t) => {
  const { connect } = await start(t, (exchange) => {
    if (exchange.path === "/bytes") exchange.send(200, text, new Uint8Array([0, 13, 10, 255]));
    else if (exchange.path === "/empty") exchange.send(200, text, "");
    else exchange.send(200, text, null);
  });
  const client = await connect();
  client.write(request("GET /bytes") + request("GET /empty") + request("GET /null"));
  const answers = await client.answers(3);
  assert.equal(answers[0].body, "\x00\r\n\xff");
  assert.deepEqual(
    answers.map((answer) => answer.headers["content-length"]),
    ["4", "0", "0"],
  );
});

test("an answer of unknown length is chunked for 1.1, and runs until close for 1.0", async (t) => {
  const { connect } = await start(t, (exchange) => {
    exchange.begin(200, text, null);
    exchange.write("one,");
    exchange.write(new Uint8Array());
    exchange.write("");
    exchange.write(Buffer.from("two"));
    setImmediate(() => exchange.end());
  });
  const modern = await connect();
  modern.write(request("GET /1") + request("GET /2"));
  const answers = await modern.answers(2);
  assert.equal(answers[1].body, "one,two");
  assert.equal(answers[1].headers["transfer-encoding"], "chunked");
  const old = await connect();
  old.write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  await old.ended();
  const answer = await old.answer();
  assert.equal(answer.body, "one,two");
  assert.equal(answer.headers["transfer-encoding"], undefined);
  assert.equal(answer.headers.connection, "close");
  assert.equal(old.error, "");
});

// Where destroy() follows a write, it comes some ms later: libuv reports data and a reset found in one poll as data and FIN.
const endings: Record<string, (exchange: Exchange) => void> = {
  "a body shorter than its length": (exchange) => {
    exchange.begin(200, text, 10);
    exchange.write("short");
    exchange.end();
  },
  "a body longer than its length": (exchange) => {
    exchange.begin(200, text, 4);
    exchange.write("longer");
    exchange.end();
  },
  "a chunked body that is given up": (exchange) => {
    exchange.begin(200, text, null);
    exchange.write("some");
    exchange.destroy();
  },
  "a body of known length that is given up": (exchange) => {
    exchange.begin(200, text, 10);
    exchange.write("some");
    setTimeout(() => exchange.destroy(new Error("no more")), 20);
  },
};
for (const [name, handle] of Object.entries(endings)) {
  test(`${name} resets the connection and never looks complete`, async (t) => {
    const { connect, server } = await start(t, handle);
    const client = await connect();
    client.write(request("GET /"));
    await client.ended();
    assert.equal(client.error, "ECONNRESET");
    assert.ok((await client.answers(0)).every((answer) => !answer.whole));
    assert.equal(server.inFlight, 0);
  });
}

test("an answer until close that is given up ends with a reset, not with FIN", async (t) => {
  const { connect } = await start(t, (exchange) => {
    exchange.begin(200, text, null);
    exchange.write("some");
    setTimeout(() => exchange.destroy(), 20);
  });
  const client = await connect();
  client.write("GET / HTTP/1.0\r\n\r\n");
  await client.ended();
  assert.equal(client.finished, false);
  assert.equal(client.error, "ECONNRESET");
});

test("HEAD answers carry the fields of GET and no body", async (t) => {
  const { connect } = await start(t, (exchange) => {
    if (exchange.path === "/send") return exchange.send(200, text, "12345");
    exchange.begin(200, text, exchange.path === "/length" ? 5 : null);
    exchange.write("12345");
    exchange.end();
  });
  const client = await connect();
  client.write(request("HEAD /send") + request("HEAD /length") + request("HEAD /chunked") + request("GET /send"));
  const answers = await client.answers(4, ["HEAD", "HEAD", "HEAD", "GET"]);
  assert.deepEqual(
    answers.map((answer) => answer.headers["content-length"]),
    ["5", "5", undefined, "5"],
  );
  assert.equal(answers[2].headers["transfer-encoding"], undefined);
  assert.equal(answers[3].body, "12345");
});

test("204 and 304 have neither body nor framing fields, sent whole or streamed", async (t) => {
  const { connect } = await start(t, (exchange) => {
    const status = exchange.path.startsWith("/204") ? 204 : 304;
    if (!exchange.path.endsWith("s")) return exchange.send(status, ["etag", '"a"'], "no body");
    exchange.begin(status, ["etag", '"a"'], null);
    exchange.write("no body");
    exchange.end();
  });
  const client = await connect();
  client.write(["/204", "/304", "/204s", "/304s"].map((path) => request(`GET ${path}`)).join(""));
  const answers = await client.answers(4);
  for (const { headers, whole } of answers) {
    assert.ok(whole);
    assert.equal(headers["content-length"], undefined);
    assert.equal(headers["transfer-encoding"], undefined);
    assert.equal(headers.etag, '"a"');
  }
  assert.equal(client.text.includes("no body"), false);
});

test("interim answers come before the final one, and not to HTTP/1.0", async (t) => {
  const { connect } = await start(t, (exchange) => {
    exchange.inform(103, ["link", "</a.css>; rel=preload"]);
    setImmediate(() => {
      exchange.inform(102, []);
      exchange.send(200, text, "done");
      exchange.inform(103, []);
    });
  });
  const client = await connect();
  client.write(request("GET /"));
  const answers = await client.answers(3);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [103, 102, 200],
  );
  assert.equal(answers[0].headers.link, "</a.css>; rel=preload");
  const old = await connect();
  old.write("GET / HTTP/1.0\r\n\r\n");
  await old.ended();
  assert.deepEqual(
    (await old.answers(1)).map((answer) => answer.status),
    [200],
  );
});

test("101 and final statuses are no interim answers, and 1xx no final ones", async (t) => {
  const errors: unknown[] = [];
  const { connect } = await start(t, (exchange) => {
    for (const wrong of [
      () => exchange.inform(101, []),
      () => exchange.inform(200, []),
      () => exchange.send(100, text, null),
      () => exchange.send(99, text, null),
      () => exchange.send(1000, text, null),
      () => exchange.begin(103, text, null),
    ]) {
      try {
        wrong();
        errors.push("nothing thrown");
      } catch (error) {
        errors.push((error as Error).name);
      }
    }
    exchange.send(200, text, "ok");
  });
  const client = await connect();
  client.write(request("GET /"));
  assert.equal((await client.answer()).status, 200);
  assert.deepEqual(errors, Array(6).fill("TypeError"));
});

test("a length that is none is refused before anything is sent", async (t) => {
  const errors: string[] = [];
  const { connect } = await start(t, (exchange) => {
    for (const length of [-1, 1.5, Number.NaN, 2 ** 60]) {
      try {
        exchange.begin(200, text, length);
      } catch (error) {
        errors.push((error as Error).name);
      }
    }
    exchange.send(200, text, "ok");
  });
  const client = await connect();
  client.write(request("GET /"));
  assert.equal((await client.answer()).body, "ok");
  assert.deepEqual(errors, Array(4).fill("TypeError"));
});

test("fields that would split the response are refused, and another answer can be given", async (t) => {
  const bad = [
    ["x", "a\r\nset-cookie: b"],
    ["x", "a\nb"],
    ["x", "a\0b"],
    ["x", "☃"],
    ["x: y\r\nz", "a"],
    ["x y", "a"],
    ["", "a"],
  ];
  let refused = 0;
  const { connect } = await start(t, (exchange) => {
    for (const fields of bad) {
      for (const answer of [
        () => exchange.send(200, fields, "x"),
        () => exchange.begin(200, fields, null),
        () => exchange.inform(103, fields),
      ]) {
        assert.throws(answer, TypeError);
        refused++;
      }
    }
    assert.equal(exchange.started, false);
    exchange.send(500, text, "refused");
  });
  const client = await connect();
  client.write(request("GET /"));
  const answer = await client.answer();
  assert.equal(answer.status, 500);
  assert.equal(answer.body, "refused");
  assert.equal(client.text.includes("set-cookie"), false);
  assert.equal(refused, bad.length * 3);
});

test("an answer cannot be started twice", async (t) => {
  const errors: string[] = [];
  const { connect } = await start(t, (exchange) => {
    assert.throws(() => exchange.write("early"), /not been started/);
    assert.throws(() => exchange.end(), /not been started/);
    exchange.begin(200, text, null);
    for (const again of [() => exchange.send(200, text, "x"), () => exchange.begin(200, text, null)]) {
      try {
        again();
      } catch (error) {
        errors.push((error as Error).message);
      }
    }
    exchange.end();
    // Late calls on a finished answer are harmless.
    exchange.send(200, text, "late");
    exchange.begin(200, text, null);
    assert.equal(exchange.write("late"), false);
    exchange.end();
    exchange.destroy();
  });
  const client = await connect();
  client.write(request("GET /1") + request("GET /2"));
  const answers = await client.answers(2);
  assert.equal(answers.length, 2);
  assert.equal(errors.length, 4);
  assert.equal(client.text.includes("late"), false);
});

test("trailers go out after a chunked answer only, and come in with a chunked request", async (t) => {
  const { connect } = await start(t, async (exchange) => {
    const { data, trailers } = await readAll(exchange);
    exchange.begin(200, text, exchange.path === "/length" ? data.length : null);
    exchange.write(data);
    exchange.end(["x-sum", trailers.join("=")]);
  });
  const client = await connect();
  const body = "3\r\nabc\r\n0\r\nX-In: 1\r\nX-In: 2\r\n\r\n";
  client.write(
    request("POST /chunked", ["transfer-encoding: chunked"], body) +
      request("POST /length", ["transfer-encoding: chunked"], body),
  );
  const [chunked, length] = await client.answers(2);
  assert.equal(chunked.body, "abc");
  assert.equal(chunked.trailers, "x-sum: X-In=1=X-In=2");
  assert.equal(length.body, "abc");
  assert.equal(length.whole, true);
  assert.equal(client.text.endsWith("abc"), true);
});
