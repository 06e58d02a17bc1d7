import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", function readMain() {
  return { msg: "Hello World" };
});

app.websocket("/ws", async function websocket(_, socket) {
  await socket.send({ msg: "Hello WebSocket" });
  await socket.close();
});
