import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Peer } from "../../../src/core/balance/peer.ts";
import { UpstreamGroup } from "../../../src/core/balance/upstream-group.ts";
import { FakeClock } from "./fake-clock.ts";
import { NginxRoundRobin } from "./nginx-round-robin.ts";

const three = [{ name: "a" }, { name: "b" }, { name: "c" }];

test("three equal peers each get one third", () => {
  const group = new UpstreamGroup("app", three, new FakeClock());
  for (let i = 0; i < 30_000; i++) group.release(group.pick(null)!);
  assert.deepEqual(
    group.peers.map((peer) => peer.picks),
    [10_000, 10_000, 10_000],
  );
});

test("a failed peer rests, is probed once and returns", () => {
  const clock = new FakeClock();
  const group = new UpstreamGroup("app", three, clock);
  const a = group.pick(null)!;
  assert.equal(group.failed(a), true);
  group.release(a);
  for (let i = 0; i < 10; i++) {
    const peer = group.pick(null)!;
    assert.notEqual(peer, a);
    group.succeeded(peer);
    group.release(peer);
  }
  clock.advance(10_001);
  const picked: Peer[] = [];
  for (let i = 0; i < 9; i++) picked.push(group.pick(null)!);
  assert.equal(picked.filter((peer) => peer === a).length, 1, "one probe");
  assert.equal(group.succeeded(a), true);
  for (const peer of picked) group.release(peer);
  const before = a.picks;
  for (let i = 0; i < 9; i++) group.release(group.pick(null)!);
  assert.ok(a.picks - before >= 3);
});

test("a peer that is reset takes its share at once, whatever failed before", () => {
  const group = new UpstreamGroup("app", three, new FakeClock());
  const a = group.pick(null)!;
  group.failed(a);
  group.release(a);
  a.reset();
  const before = a.picks;
  for (let i = 0; i < 9; i++) group.release(group.pick(null)!);
  assert.equal(a.picks - before, 3);
});

test("all resting: no live upstream", () => {
  const group = new UpstreamGroup("app", three, new FakeClock());
  for (let i = 0; i < 3; i++) {
    const peer = group.pick(null)!;
    group.failed(peer);
    group.release(peer);
  }
  assert.equal(group.pick(null), null);
});

test("a peer that is alone never rests", () => {
  const group = new UpstreamGroup("app", [{ name: "a" }], new FakeClock());
  for (let i = 0; i < 5; i++) {
    const peer = group.pick(null)!;
    assert.equal(group.failed(peer), false);
    group.release(peer);
  }
  assert.equal(group.pick(new Set(group.peers)), null, "but it is not tried twice for one request");
});

test("a backup is used only when no other peer can be", () => {
  const clock = new FakeClock();
  const group = new UpstreamGroup("app", [{ name: "a" }, { name: "spare", backup: true }], clock);
  const a = group.pick(null)!;
  assert.equal(a.name, "a");
  assert.equal(group.pick(new Set([a]))?.name, "spare");
  group.failed(a);
  assert.equal(group.pick(null)?.name, "spare");
  clock.advance(10_001);
  assert.equal(group.pick(null)?.name, "a");
});

test("down peers are no tries, backups are", () => {
  const group = new UpstreamGroup(
    "app",
    [{ name: "a" }, { name: "b", down: true }, { name: "c", backup: true }],
    new FakeClock(),
  );
  assert.equal(group.tries, 2);
});

test("whatever happens: active counts match the open picks, max_conns holds, a picked peer was usable", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("pick", "ok", "fail", "drop", "wait"), fc.nat(20_000)), { maxLength: 200 }),
      (steps) => {
        const clock = new FakeClock();
        const group = new UpstreamGroup(
          "app",
          [
            { name: "a", maxConns: 2, weight: 3 },
            { name: "b", maxFails: 2 },
            { name: "c", backup: true },
          ],
          clock,
        );
        const open: Peer[] = [];
        for (const [step, value] of steps) {
          if (step === "wait") clock.advance(value);
          else if (step === "pick") {
            const peer = group.pick(null);
            if (peer !== null) open.push(peer);
            else assert.ok(group.peers.every((candidate) => !candidate.usable(null, clock.now())));
          } else if (open.length > 0) {
            const [peer] = open.splice(value % open.length, 1);
            if (step === "ok") group.succeeded(peer);
            if (step === "fail") group.failed(peer);
            group.release(peer);
          }
          assert.equal(group.active, open.length);
          assert.ok(group.peers[0].active <= 2);
          for (const peer of group.peers) {
            assert.ok(peer.effectiveWeight >= 0 && peer.effectiveWeight <= peer.weight);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("the same picks as nginx, whatever fails and when", () => {
  const peer = fc.record({
    weight: fc.integer({ min: 1, max: 7 }),
    maxFails: fc.nat({ max: 3 }),
    failTimeoutMs: fc.constantFrom(0, 1000, 10_000),
    maxConns: fc.constantFrom(0, 0, 1, 3),
    down: fc.constantFrom(false, false, false, true),
  });
  const step = fc.tuple(fc.constantFrom("pick", "pick", "ok", "fail", "again", "wait"), fc.nat(12_000));
  fc.assert(
    fc.property(fc.array(peer, { minLength: 2, maxLength: 5 }), fc.array(step, { maxLength: 150 }), (peers, steps) => {
      const clock = new FakeClock();
      const ours = new UpstreamGroup(
        "app",
        peers.map((options, index) => ({ ...options, name: String(index) })),
        clock,
      );
      const theirs = new NginxRoundRobin(peers);
      const open: number[] = [];
      const pick = (tried: readonly number[]): void => {
        const picked = ours.pick(tried.length === 0 ? null : new Set(tried.map((index) => ours.peers[index])));
        assert.equal(picked?.index ?? null, theirs.get(clock.now(), new Set(tried)));
        if (picked !== null) open.push(picked.index);
      };
      for (const [what, value] of steps) {
        if (what === "wait") clock.advance(value);
        else if (what === "pick") pick([]);
        else if (open.length > 0) {
          const [index] = open.splice(value % open.length, 1);
          const failed = what !== "ok";
          if (failed) ours.failed(ours.peers[index]);
          else ours.succeeded(ours.peers[index]);
          ours.release(ours.peers[index]);
          theirs.free(index, clock.now(), failed);
          if (what === "again") pick([index]);
        }
      }
    }),
    { numRuns: 500 },
  );
});
