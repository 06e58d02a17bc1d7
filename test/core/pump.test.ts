import assert from "node:assert/strict";
import { test } from "node:test";
import { pumpPieces, readerPieces } from "../../src/core/pump.ts";
import { FakeExchange } from "../app/fake-exchange.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

function begun(room = Number.POSITIVE_INFINITY): FakeExchange {
  const exchange = new FakeExchange();
  exchange.room = room;
  exchange.begin(200, [], null);
  return exchange;
}

test("pieces go out in order, text and bytes, and the answer ends", async () => {
  const exchange = begun();
  await pumpPieces(
    exchange,
    (async function* () {
      yield "a";
      yield new Uint8Array([1]);
    })(),
  );
  assert.deepEqual(exchange.written, ["a", new Uint8Array([1])]);
  assert.ok(exchange.ended);
});

test("no piece is made while the client is behind", async () => {
  const exchange = begun(2);
  let made = 0;
  const pumped = pumpPieces(
    exchange,
    (async function* () {
      for (made = 1; made <= 4; made++) yield "x";
    })(),
  );
  await turn();
  assert.deepEqual([made, exchange.written.length], [2, 2]);
  exchange.drain(10);
  await pumped;
  assert.equal(exchange.written.length, 4);
});

test("a client that leaves ends the generator, waiting for room or for a piece", async () => {
  for (const where of ["room", "piece"]) {
    const exchange = begun(where === "room" ? 1 : 100);
    let closed = false;
    let goOn = () => {};
    const pumped = pumpPieces(
      exchange,
      (async function* () {
        try {
          yield "x";
          await new Promise<void>((resolve) => {
            goOn = resolve;
          });
          yield "y";
        } finally {
          await turn();
          closed = true;
        }
      })(),
    );
    await turn();
    exchange.leave();
    await turn();
    goOn();
    await pumped;
    assert.deepEqual([closed, exchange.ended, exchange.written], [true, false, ["x"]], where);
  }
});

test("what the pieces fail with is thrown, and the exchange destroyed", async () => {
  const exchange = begun();
  const failure = new Error("disk gone");
  const pumped = pumpPieces(
    exchange,
    (async function* () {
      yield "x";
      throw failure;
    })(),
  );
  await assert.rejects(pumped, failure);
  assert.equal(exchange.destroyed, failure);
});

test("what the clean-up fails with after the client left is thrown too", async () => {
  const exchange = begun(1);
  const pumped = pumpPieces(
    exchange,
    (async function* () {
      try {
        yield "x";
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: what a failing clean-up does
        throw new Error("cannot close");
      }
    })(),
  );
  await turn();
  exchange.leave();
  await assert.rejects(pumped, /cannot close/);
});

test("a write that cuts the answer ends the generator", async () => {
  const exchange = begun();
  let closed = false;
  exchange.write = () => {
    exchange.destroy(new Error("longer than its Content-Length"));
    return false;
  };
  await pumpPieces(
    exchange,
    (async function* () {
      try {
        yield "x";
        yield "y";
      } finally {
        closed = true;
      }
    })(),
  );
  assert.ok(closed);
});

test("a piece of the wrong kind destroys the exchange and ends the generator", async () => {
  const exchange = begun();
  let closed = false;
  exchange.write = () => {
    throw new TypeError("no bytes");
  };
  const pumped = pumpPieces(
    exchange,
    (async function* () {
      try {
        yield 1 as unknown as string;
      } finally {
        closed = true;
      }
    })(),
  );
  await assert.rejects(pumped, /no bytes/);
  await turn();
  assert.ok(closed && exchange.destroyed instanceof TypeError);
});

test("a client that closed only its half is still served", async () => {
  const exchange = begun(1);
  const pumped = pumpPieces(
    exchange,
    (async function* () {
      yield "x";
      yield "y";
    })(),
  );
  await turn();
  exchange.closeHalf();
  await turn();
  exchange.drain(10);
  await pumped;
  assert.deepEqual(exchange.written, ["x", "y"]);
  assert.ok(exchange.ended);
});

test("a stream that waits is cancelled at once when the client leaves", async () => {
  const exchange = begun();
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    cancel() {
      cancelled = true;
      throw new Error("of no concern");
    },
  });
  const pumped = pumpPieces(exchange, readerPieces(stream.getReader()));
  await turn();
  exchange.leave();
  await pumped;
  assert.ok(cancelled);
});

test("a generator that never waits leaves others their turn, and hears that the client left", async () => {
  const exchange = begun();
  let made = 0;
  let closed = false;
  setTimeout(() => exchange.leave(), 1);
  await pumpPieces(
    exchange,
    (async function* () {
      try {
        // Endless but for this test: without a turn for the timer above it would never end.
        while (made < 3_000_000) {
          made++;
          yield "x";
        }
      } finally {
        closed = true;
      }
    })(),
  );
  assert.ok(closed);
  assert.ok(made < 3_000_000, `${made}`);
});
