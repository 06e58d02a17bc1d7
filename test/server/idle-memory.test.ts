import assert from "node:assert/strict";
import { test } from "node:test";
import { runFixture } from "./child.ts";
import { request } from "./harness.ts";
import { RawClient } from "./raw-client.ts";

interface Report {
  heap: number;
  connections: number;
  inFlight: number;
}

for (const path of ["/now", "/later"]) {
  test(`an idle connection keeps nothing of its last request (${path})`, async (t) => {
    const child = runFixture(t, "idle", [], ["pipe", "pipe", "inherit", "ipc"], ["--expose-gc"]);
    const port = Number(await child.line("ready"));
    const ask = (): Promise<Report> => {
      const told = new Promise<Report>((resolve) =>
        child.process.once("message", (report) => resolve(report as Report)),
      );
      child.process.send("report");
      return told;
    };
    const clients: RawClient[] = [];
    const open = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const client = await RawClient.connect({ host: "127.0.0.1", port });
        client.write(request(`GET ${path}`, Array(10).fill(`x-large: ${"y".repeat(2000)}`)));
        await client.answer();
        clients.push(client);
      }
    };
    t.after(() => {
      for (const client of clients) client.destroy();
    });
    await open(50);
    const before = await ask();
    await open(500);
    const after = await ask();
    assert.equal(after.connections, 550);
    const each = Math.round((after.heap - before.heap) / 500);
    // Some 2 kB of JavaScript heap (4.5 kB of memory in all); the heads are 20 kB each.
    assert.ok(each < 6000, `${each} bytes of heap an idle connection`);
  });
}
