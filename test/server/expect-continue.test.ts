import assert from "node:assert/strict";
import { test } from "node:test";
import { readAll, request, sleep, start, text } from "./harness.ts";

const expecting = request("POST /", ["content-length: 4", "expect: 100-continue"]);

test("100 Continue is sent when the body is read, and not before", async (t) => {
  let read: () => void = () => {};
  const { connect } = await start(t, (exchange) => {
    read = async () => {
      const { data } = await readAll(exchange);
      exchange.send(200, text, data);
    };
  });
  const client = await connect();
  client.write(expecting);
  await sleep(50);
  assert.equal(client.text, "");
  read();
  assert.ok(await client.has("\r\n\r\n"));
  assert.equal(client.text, "HTTP/1.1 100 Continue\r\n\r\n");
  client.write("body");
  const answers = await client.answers(2);
  assert.equal(answers[1].body, "body");
  client.write(expecting);
  await client.until(() => client.text.split("100 Continue").length === 2);
});

test("a final status without reading closes the connection: the client may or may not send the body", async (t) => {
  const { connect } = await start(t, (exchange) => exchange.send(401, text, "no"));
  const client = await connect();
  client.write(expecting);
  await client.ended();
  const [answer] = await client.answers(1);
  assert.equal(answer.status, 401);
  assert.equal(answer.headers.connection, "close");
  assert.equal(client.finished, true);
});

test("a client that does not wait is served all the same", async (t) => {
  const { connect } = await start(t, async (exchange) => {
    const { data } = await readAll(exchange);
    exchange.send(200, text, data);
  });
  const client = await connect();
  client.write(`${expecting}body${request("GET /")}`);
  const answers = await client.answers(3);
  assert.deepEqual(
    answers.filter((answer) => answer.status === 200).map((answer) => answer.body),
    ["body", ""],
  );
});

test("an expectation without a body, or from HTTP/1.0, is not answered with 100", async (t) => {
  const { connect } = await start(t, async (exchange) => {
    await readAll(exchange);
    exchange.send(200, text, "ok");
  });
  const client = await connect();
  client.write(request("POST /", ["content-length: 0", "expect: 100-continue"]));
  assert.equal((await client.answer()).status, 200);
  const old = await connect();
  old.write("POST / HTTP/1.0\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\nab");
  assert.equal((await old.answer()).status, 200);
});

test("an expectation that is unknown is refused with 417", async (t) => {
  const { connect } = await start(t, (exchange) => exchange.send(200, text, "ok"));
  const client = await connect();
  client.write(request("POST /", ["content-length: 4", "expect: tea"]));
  await client.ended();
  assert.equal((await client.answer()).status, 417);
});
