// WebSockets and test clients: uses that must not compile. Checked by test/app/types.test.ts.
import { z } from "zod";
import { App, dependency, Room, resource, rooms } from "../../../src/index.ts";
import { testClient, withTestClient } from "../../../src/testing/index.ts";

const app = new App({});
const Item = z.object({ n: z.int() });
// @ts-expect-error misspelt option
app.websocket("/ws", { recieve: Item }, () => {});
// @ts-expect-error a WebSocket has no response
app.websocket("/ws", { response: Item }, () => {});
// @ts-expect-error wrong path key
app.websocket("/ws/{id}", ({ path }) => path.idd);
// @ts-expect-error not a parameter of the template
app.websocket("/ws/{id}", { path: { idd: z.int() } }, () => {});
// @ts-expect-error protocols is a list
app.websocket("/ws", { protocols: "v1" }, () => {});
// @ts-expect-error undeclared place
app.websocket("/ws", ({ query }) => query);
// @ts-expect-error what is received has no such field
app.websocket("/ws", { receive: Item }, async (_, socket) => (await socket.receive()).m);
// @ts-expect-error a message of the wrong type
app.websocket("/ws", { send: Item }, (_, socket) => socket.send({ n: "1" }));
// @ts-expect-error a code is a number
app.websocket("/ws", (_, socket) => socket.close("1000"));
// @ts-expect-error a socket has no reply
app.websocket("/ws", (_, socket) => socket.reply);
const room = new Room<{ n: number; m: number }>();
// @ts-expect-error this socket takes other messages
app.websocket("/ws", { send: z.object({ text: z.string() }) }, (_, socket) => room.join(socket));
// @ts-expect-error a broadcast of the wrong type
room.broadcast({ n: 1 });
// @ts-expect-error misspelt option
rooms({ maxBuffered: 1 });
// @ts-expect-error a name is text
rooms().broadcast(1, "x");

const db = dependency(() => ({ n: 1 }));
const pool = resource(() => "pool");
const fake = dependency(() => ({ n: "1" }));
// @ts-expect-error the fake makes something else
testClient(app, { override: [[db, fake]] });
const one = dependency(() => 1);
const pair = [pool, pool] as const;
// @ts-expect-error the second pair's fake makes something else
testClient(app, { override: [pair, [pool, one]] });
// @ts-expect-error the fake lacks a field
withTestClient(app, { override: [[db, dependency(() => ({}))]] }, () => {});
// @ts-expect-error not a dependency
testClient(app, { override: [[db, () => ({ n: 1 })]] });
// @ts-expect-error a pair has two
testClient(app, { override: [[db]] });
// @ts-expect-error misspelt option
testClient(app, { overrides: [] });
// @ts-expect-error not an app
testClient({});
// @ts-expect-error misspelt option
testClient(app).get("/", { jsn: 1 });
