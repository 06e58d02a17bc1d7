import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { Balancer, type BalancerModel, readNginxConf, simpleBalancer } from "../../src/balancer/index.ts";

// As docs/balance.md shows it, in front of a server that is not ours.
const folder = mkdtempSync(join(tmpdir(), "flotilla-balancer-"));
const behind = createServer((_request, response) => response.end("behind"));
let to = "";
before(async () => {
  await once(behind.listen(0, "127.0.0.1"), "listening");
  to = `127.0.0.1:${(behind.address() as AddressInfo).port}`;
});
after(() => {
  behind.close();
  behind.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const models: readonly (readonly [string, string, () => BalancerModel])[] = [
  ["simpleBalancer", "flags.sock", () => simpleBalancer({ listen: [`unix:${folder}/flags.sock`], to: [to] }).model],
  [
    "readNginxConf",
    "nginx.sock",
    () => {
      const server = `server { listen unix:${folder}/nginx.sock; location / { proxy_pass http://${to}; } }`;
      return readNginxConf("nginx.conf", { text: `http { ${server} }` }).model;
    },
  ],
];

for (const [name, socket, model] of models) {
  test(`a program balances with ${name}`, async () => {
    const balancer = new Balancer(model());
    await balancer.start();
    try {
      assert.deepEqual(balancer.addresses, [`unix:${folder}/${socket}`]);
      const [answer] = (await once(get({ socketPath: join(folder, socket), agent: false }), "response")) as [
        IncomingMessage,
      ];
      assert.equal(await text(answer), "behind");
    } finally {
      assert.deepEqual(await balancer.close({ graceMs: 1000 }), { cut: 0 });
    }
  });
}
