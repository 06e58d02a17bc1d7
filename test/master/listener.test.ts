import assert from "node:assert/strict";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Listener } from "../../src/master/listener.ts";

function connects(where: net.NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(where);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

test("binds without accepting; accepts raw, unread handles when asked to", async () => {
  const listener = await Listener.bind({ host: "127.0.0.1", port: 0 });
  assert.equal(listener.address, `http://127.0.0.1:${listener.port}`);
  assert.equal(await connects({ port: listener.port, host: "127.0.0.1" }), false);
  const accepted = new Promise((resolve) =>
    listener.accept(16, (handle) => {
      handle.close();
      resolve(handle);
    }),
  );
  assert.equal(await connects({ port: listener.port, host: "127.0.0.1" }), true);
  await accepted;
  listener.close();
  listener.close();
});

test("a taken port, an unknown host, a foreign address", async () => {
  const first = await Listener.bind({ host: "127.0.0.1", port: 0 });
  first.accept(1, () => {});
  await assert.rejects(
    Listener.bind({ host: "127.0.0.1", port: first.port }),
    /port \d+ on 127\.0\.0\.1 is already in use/,
  );
  first.close();
  await assert.rejects(Listener.bind({ host: "no.such.host.invalid", port: 0 }), /--host: "no\.such\.host\.invalid"/);
  await assert.rejects(Listener.bind({ host: "192.0.2.1", port: 0 }), /this machine has no such address/);
});

test("a Unix socket: a stale file is replaced, a living one and other files are not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-uds-"));
  const uds = join(folder, "app.sock");
  const where = { host: "", port: 0, uds };
  const first = await Listener.bind(where);
  assert.equal(first.address, `unix:${uds}`);
  first.accept(1, (handle) => handle.close());
  await assert.rejects(Listener.bind(where), /already in use; choose another with --uds/);
  first.close();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(existsSync(uds), false);
  const file = join(folder, "file");
  writeFileSync(file, "");
  await assert.rejects(Listener.bind({ ...where, uds: file }), /exists and is not a socket/);
});
