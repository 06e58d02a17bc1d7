import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import {
  App,
  apiKeyQuery,
  HTTPError,
  httpsRedirect,
  type Middleware,
  oauth2PasswordBearer,
  rateLimit,
  requestId,
  session,
  sessions,
  trustedHost,
} from "../../../src/index.ts";
import { serve } from "../../../src/server/serve.ts";
import { testClient } from "../../../src/testing/index.ts";
import { Recorder } from "../recorder.ts";

const secret = "a secret of more than sixteen characters";

function appWith(...middlewares: Middleware[]): App {
  const app = new App({ logger: new Recorder() });
  for (const middleware of middlewares) app.middleware(middleware);
  app.get("/login", { use: { session } }, ({ session }) => session.set("user", "ann"));
  app.websocket("/ws", async (_, socket) => {
    await socket.send(String(socket.requestId));
  });
  app.websocket("/session", { use: { session } }, async ({ session }, socket) => {
    await socket.send(String(session.get("user")));
  });
  return app;
}

/** Sends a handshake over a socket of our server: the status and fields it is answered with. */
async function handshake(app: App, path: string, headers: Record<string, string> = {}) {
  const server = await serve(app, { port: 0 });
  try {
    return await new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
      const outgoing = request({
        port: server.port,
        path,
        headers: {
          host: "example.test",
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
          "sec-websocket-version": "13",
          ...headers,
        },
      });
      outgoing.on("upgrade", (incoming, socket) => {
        socket.destroy();
        resolve({ status: 101, headers: incoming.headers });
      });
      outgoing.on("response", (incoming) => {
        incoming.resume();
        resolve({ status: incoming.statusCode, headers: incoming.headers });
      });
      outgoing.on("error", reject).end();
    });
  } finally {
    await server.close({ graceMs: 0 });
  }
}

test("hosts, https and limits hold for handshakes too", async () => {
  assert.equal((await handshake(appWith(trustedHost({ hosts: ["example.test"] })), "/ws")).status, 101);
  assert.equal((await handshake(appWith(trustedHost({ hosts: ["other.test"] })), "/ws")).status, 400);
  const moved = await handshake(appWith(httpsRedirect()), "/ws?a=1");
  assert.deepEqual([moved.status, moved.headers.location], [307, "wss://example.test/ws?a=1"]);
  const limited = appWith(rateLimit({ limit: 1, windowMs: 60_000 }));
  assert.equal((await handshake(limited, "/ws")).status, 101);
  const refused = await handshake(limited, "/ws");
  assert.deepEqual([refused.status, Number(refused.headers["retry-after"]) > 50], [429, true]);
});

test("they hold below a mount, and a session is read there", async () => {
  const outer = new App({ logger: new Recorder() });
  outer.middleware(sessions({ secret }));
  outer.middleware(requestId({ generate: () => "made" }));
  outer.mount("/inner", appWith());
  const client = testClient(outer);
  await client.fetch("/inner/login");
  const socket = await client.websocket("/inner/session");
  assert.equal(await socket.receive(), "ann");
  assert.equal(await (await client.websocket("/inner/ws")).receive(), "made");
  await client.close();
  const strict = new App({ logger: new Recorder() });
  strict.middleware(trustedHost({ hosts: ["other.test"] }));
  strict.mount("/inner", appWith());
  assert.equal((await handshake(strict, "/inner/ws")).status, 400);
});

test("security schemes refuse a handshake with their 401", async () => {
  const app = new App({ logger: new Recorder() });
  const key = apiKeyQuery({ name: "key" });
  app.websocket("/key", { use: { key } }, async ({ key }, socket) => {
    if (key !== "right") throw new HTTPError(403);
    await socket.accept();
  });
  app.websocket("/token", { use: [oauth2PasswordBearer({ tokenUrl: "token" })] }, (_, socket) => socket.accept());
  const missing = await handshake(app, "/key");
  assert.deepEqual([missing.status, missing.headers["www-authenticate"]], [401, "APIKey"]);
  assert.equal((await handshake(app, "/key?key=wrong")).status, 403);
  assert.equal((await handshake(app, "/key?key=right")).status, 101);
  assert.equal((await handshake(app, "/token")).headers["www-authenticate"], "Bearer");
  assert.equal((await handshake(app, "/token", { authorization: "Bearer x" })).status, 101);
});
