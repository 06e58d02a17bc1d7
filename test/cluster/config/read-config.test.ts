import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConfigOverrides, readConfig } from "../../../src/cluster/config/read-config.ts";
import type { FlotillaConfig } from "../../../src/config.ts";

const none: ConfigOverrides = { replicas: undefined, replicaPort: undefined, host: undefined, port: undefined };
const read = (value: unknown, overrides: Partial<ConfigOverrides> = {}) =>
  readConfig(value, "/srv/shop/flotilla.config.ts", "flotilla.config.ts", { ...none, ...overrides });

test("every field has a default", () => {
  assert.deepEqual(read({}), {
    name: "shop",
    app: undefined,
    folder: "/srv/shop",
    replicas: { count: 3, port: 8000 },
    balancer: { host: "127.0.0.1", port: 8080, policy: "round_robin" },
  });
});

test("the file's values are taken; flags and environment win over them", () => {
  const config: FlotillaConfig = {
    name: "s",
    app: "api.ts:app",
    replicas: { count: 2, port: 9000 },
    balancer: { host: "::", port: 80, policy: "least_conn" },
  };
  const { app, replicas, balancer } = read(config);
  assert.deepEqual([app, replicas, balancer], [config.app, config.replicas, config.balancer]);
  const other = read(config, { replicas: 5, replicaPort: 9100, host: "::1", port: 0 });
  assert.deepEqual(other.replicas, { count: 5, port: 9100 });
  assert.deepEqual(other.balancer, { host: "::1", port: 0, policy: "least_conn" });
  assert.deepEqual(read({ replicas: 4 }).replicas, { count: 4, port: 8000 });
});

for (const [value, message] of [
  [null, "the exported config must be { name, app, replicas, balancer }, not null"],
  [[], "the exported config must be { name, app, replicas, balancer }, not []"],
  [{ replicsa: 3 }, 'unknown field "replicsa"; did you mean "replicas"?'],
  [{ workers: 3 }, 'unknown field "workers"; known are name, app, replicas, balancer'],
  [{ balancer: { prot: 80 } }, 'unknown field "balancer.prot"; did you mean "port"?'],
  [{ name: "" }, 'name must be a text that is not empty, not ""'],
  [{ app: 1 }, "app must be a text that is not empty, not 1"],
  [{ replicas: 0 }, "replicas must be a whole number from 1 to 256, not 0"],
  [{ replicas: { count: 1.5 } }, "replicas.count must be a whole number from 1 to 256, not 1.5"],
  [{ replicas: "3" }, 'replicas must be a number or { count, port }, not "3"'],
  [{ replicas: { port: -1 } }, "replicas.port must be a whole number from 0 to 65535, not -1"],
  [{ replicas: { count: 2, port: 65535 } }, "2 replicas from port 65535 on would need port 65536; the last is 65535"],
  [{ balancer: { policy: "random" } }, 'balancer.policy must be one of "round_robin", "least_conn", not "random"'],
  [
    { balancer: { port: 8001 } },
    "port 8001 is meant for the balancer and for replica 1; change balancer.port (--port) or replicas.port (--replica-port)",
  ],
] as const) {
  test(`refused: ${JSON.stringify(value)}`, () => {
    assert.throws(() => read(value), { name: "UsageError", message: `flotilla.config.ts: ${message}` });
  });
}
