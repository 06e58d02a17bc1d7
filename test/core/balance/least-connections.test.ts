import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LeastConnections } from "../../../src/core/balance/least-connections.ts";
import { Peer } from "../../../src/core/balance/peer.ts";

test("the peer with the fewest active requests for its weight is picked", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), active: fc.nat({ max: 30 }) }), {
        minLength: 1,
        maxLength: 8,
      }),
      (rows) => {
        const peers = rows.map(({ weight, active }, index) => {
          const peer = new Peer({ name: String(index), weight }, index);
          peer.active = active;
          return peer;
        });
        const picked = new LeastConnections().pick(peers, null, 0)!;
        for (const peer of peers) assert.ok(picked.active * peer.weight <= peer.active * picked.weight);
      },
    ),
  );
});

test("equals take turns by weight", () => {
  const policy = new LeastConnections();
  const peers = [new Peer({ name: "a", weight: 2 }, 0), new Peer({ name: "b" }, 1), new Peer({ name: "c" }, 2)];
  let order = "";
  for (let i = 0; i < 8; i++) order += policy.pick(peers, null, 0)?.name;
  assert.deepEqual([...order].sort().join(""), "aaaabbcc");
});

test("a busy peer gets nothing until it is level again", () => {
  const policy = new LeastConnections();
  const peers = [new Peer({ name: "a" }, 0), new Peer({ name: "b" }, 1)];
  peers[0].active = 3;
  let order = "";
  for (let i = 0; i < 3; i++) {
    const peer = policy.pick(peers, null, 0)!;
    peer.active++;
    order += peer.name;
  }
  assert.equal(order, "bbb");
});
