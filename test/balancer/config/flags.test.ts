import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromFlags, parseTarget } from "../../../src/balancer/config/flags.ts";
import { addressText } from "../../../src/balancer/config/model.ts";
import { joinParameters } from "../../../src/cli/balance.ts";
import { UsageError } from "../../../src/core/errors.ts";

test("--listen and --to", () => {
  const { model, notices } = fromFlags({
    listen: ["8080", "127.0.0.1:81", "[::1]:82", "unix:/run/x.sock", "127.0.0.1:0"],
    to: ["a:1", "http://b:2/", "unix:/s", "8001", "[::1]:9,weight=3,max_fails=0,fail_timeout=5s,max_conns=7,backup"],
  });
  assert.deepEqual(notices, []);
  assert.deepEqual(
    model.listeners.map(({ address }) => addressText(address)),
    ["0.0.0.0:8080", "127.0.0.1:81", "[::1]:82", "unix:/run/x.sock", "127.0.0.1:0"],
  );
  assert.deepEqual(
    model.upstreams[0].servers.map(({ name }) => name),
    ["a:1", "b:2", "unix:/s", "127.0.0.1:8001", "[::1]:9"],
  );
  const { weight, maxFails, failTimeoutMs, maxConns, backup } = model.upstreams[0].servers[4];
  assert.deepEqual([weight, maxFails, failTimeoutMs, maxConns, backup], [3, 0, 5000, 7, true]);
});

test("the client's Host goes on, X-Forwarded-* are added, WebSockets pass, bodies are not bounded", () => {
  const { model, notices } = fromFlags({ to: ["a:1"] });
  assert.deepEqual(notices, ["no --listen: listening on port 8080"]);
  const [location] = model.listeners[0].servers[0].locations;
  assert.equal(location.maxBodyBytes, 0);
  assert.ok(location.action.kind === "proxy" && location.action.upgrade);
  assert.deepEqual(
    location.action.setHeaders.map(({ name, value }) => `${name}: ${value.source}`),
    [
      "Host: $http_host",
      "X-Forwarded-For: $proxy_add_x_forwarded_for",
      "X-Forwarded-Proto: $scheme",
      "X-Forwarded-Host: $http_host",
    ],
  );
});

const refused: [to: string[], listen: string[], message: RegExp][] = [
  [[], [], /^nothing to balance: give an nginx\.conf, or --to host:port$/],
  [["a:0"], [], /^--to a:0: invalid port$/],
  [["https://a"], [], /TLS to the servers behind is not supported yet/],
  [["http://a/path"], [], /without a path to be requested/],
  [["a:1,wieght=2"], [], /unknown parameter "wieght=2"/],
  [["a:1,weight=0"], [], /invalid weight=0: it must be a number from 1/],
  [["a:1,backup"], [], /all servers are backups/],
  [["a:1"], ["99999"], /^--listen 99999: invalid port$/],
  [["a:1"], ["80", "80"], /given twice/],
  [["127.0.0.1:8080"], ["8080"], /is the balancer's own listener 0\.0\.0\.0:8080/],
];
for (const [to, listen, message] of refused) {
  test(`refuses --to ${to} --listen ${listen}`, () => {
    assert.throws(() => fromFlags({ to, listen }), { name: "UsageError", message });
  });
}

test("any text is a server or a UsageError", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."a1:/.,=[]unix \0é"), maxLength: 20 }), (text) => {
      try {
        parseTarget(text);
      } catch (error) {
        assert.ok(error instanceof UsageError);
      }
    }),
  );
});

test("parameters that a list cut off go back to their server", () => {
  assert.deepEqual(joinParameters(["a:1", "weight=2", "backup", "b:2", "down"]), ["a:1,weight=2,backup", "b:2,down"]);
});
