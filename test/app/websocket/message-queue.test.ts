import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MessageQueue } from "../../../src/app/websocket/message-queue.ts";
import { asReason, SocketClosed } from "../../../src/app/websocket/socket-closed.ts";

test("whatever the order of pushes and takes, messages come out once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 200 }), async (steps) => {
      const queue = new MessageQueue();
      const taken: Promise<unknown>[] = [];
      let pushed = 0;
      for (const push of steps) {
        if (push) queue.push(String(pushed++));
        else taken.push(queue.take().catch((error: unknown) => error));
      }
      const closed = new SocketClosed(4000);
      queue.end(closed, false);
      queue.push("late");
      for (let i = 0; i < pushed; i++) taken.push(queue.take().catch((error: unknown) => error));
      const values = await Promise.all(taken);
      assert.deepEqual(
        values.filter((value) => value !== closed),
        Array.from({ length: pushed }, (_, i) => String(i)),
      );
      assert.ok(values.slice(pushed).every((value) => value === closed));
    }),
  );
});

test("the client is held back by number and by size, and let go again once", async () => {
  const queue = new MessageQueue();
  let held = 0;
  while (queue.push("x")) held++;
  assert.equal(held, 31);
  assert.equal(queue.released, false);
  await queue.take();
  assert.deepEqual([queue.released, queue.released], [true, false]);
  const large = new MessageQueue();
  assert.equal(large.push(new Uint8Array(65_535)), true);
  assert.equal(large.push("x"), false);
  large.end(new SocketClosed(), true);
  await assert.rejects(large.take(), SocketClosed);
});

test("a reason is cut at a character, within 123 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      const reason = asReason(text);
      const bytes = Buffer.byteLength(reason);
      assert.ok(bytes <= 123 && text.startsWith(reason));
      if (reason !== text) assert.ok(bytes > 119);
    }),
  );
});
