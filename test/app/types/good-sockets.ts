// WebSockets and test clients: uses that must compile, with the types they must have. Checked by test/app/types.test.ts.
import { z } from "zod";
import { App, dependency, Room, Router, resource, rooms, type Socket, SocketClosed } from "../../../src/index.ts";
import { type TestClient, testClient, WebSocketDenied, withTestClient } from "../../../src/testing/index.ts";

type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(proof?: T) => proof;

const pool = resource(async () => ({ query: (text: string) => text.length }));
const user = dependency({ use: { pool } }, ({ pool }) => ({ name: "ann", rows: pool.query("x") }));
const app = new App({ use: { user } });

const Move = z.object({ x: z.int(), y: z.int().default(0) });
app.websocket(
  "/games/{game}",
  { receive: Move, send: Move, protocols: ["v1"], origins: ["https://a.test"], maxMessageBytes: 100 },
  async ({ path, user }, socket) => {
    is<Eq<typeof path, { game: string }>>();
    is<Eq<typeof user, { name: string; rows: number }>>();
    is<Eq<typeof socket, Socket<{ x: number; y: number }, { x: number; y?: number | undefined }>>>();
    await socket.accept({ protocol: "v1", headers: { "x-a": "1" } });
    const move = await socket.receive();
    is<Eq<typeof move, { x: number; y: number }>>();
    await socket.send({ x: 1 });
    is<Eq<typeof socket.protocol, string | undefined>>();
    if (!socket.open) throw new SocketClosed(4001, "bye");
    await socket.close();
  },
);
app.websocket("/raw", async (_, socket) => {
  is<Eq<typeof socket, Socket>>();
  await socket.send({ any: "thing" });
});
const router = new Router({ prefix: "/r/{org}", path: { org: z.int() } });
router.websocket("/ws", ({ path }) => void is<Eq<typeof path, { org: number }>>());
const route = app.websocket("/url/{id}", () => {});
route.url({ id: 1 });

// A room takes sockets that take its messages, and perhaps more.
const moves = new Room<{ x: number }>({ maxBufferedBytes: 1 });
const lobby = rooms<{ x: number }>();
app.websocket("/a", { send: Move }, async (_, socket) => {
  moves.join(socket);
  lobby.join("a", socket);
  await moves.broadcast({ x: 1 }, { except: socket });
});
app.websocket("/b", async (_, socket) => {
  moves.join(socket);
  await lobby.broadcast("a", { x: 1 }, { except: [socket] });
});

const fakePool = resource(() => ({ query: () => 1, more: true }));
const fakeUser = dependency({ query: { name: z.string() } }, ({ query }) => ({ name: query.name, rows: 1 }));
const client = testClient(app, {
  override: [
    [pool, fakePool],
    [user, fakeUser],
  ],
  raise: false,
});
is<Eq<typeof client.app, typeof app>>();
const typed: TestClient<typeof app> = client;
const plain: TestClient = typed;
testClient(new App(), { override: [] });
testClient(app);
const made: Promise<number> = withTestClient(app, { override: [[user, fakeUser]] }, async ({ get: _get }) => 1);
withTestClient(app, (inner) => void is<Eq<typeof inner, TestClient<typeof app>>>());
export const used = [plain, made];
export async function use(): Promise<void> {
  const answer: Response = await client.post("/x", {
    json: { a: 1 },
    query: { a: [1, "b", null] },
    cookies: { a: "1" },
  });
  await client.fetch("/x", { method: "TRACE", body: new Uint8Array(await answer.arrayBuffer()) });
  const socket = await client.websocket("/a", { protocols: ["v1"] });
  const value = await socket.receiveJson<{ x: number }>();
  is<Eq<typeof value, { x: number }>>();
  for await (const message of socket) is<Eq<typeof message, string | Uint8Array>>();
  const code: number | undefined = socket.closeCode;
  const denied = new WebSocketDenied(answer, "", undefined);
  is<Eq<typeof denied.status, number>>();
  used.push(code as never);
}
