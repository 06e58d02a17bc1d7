import { App, dependency } from "flotilla";

const session = dependency(function* () {
  const opened = { data: ["foo", "bar", "baz"], open: true };
  try {
    yield opened;
  } finally {
    opened.open = false;
  }
});

export const app = new App({ title: "FastAPI" });

app.websocket("/ws", { use: { session } }, async function websocketEndpoint({ session }, socket) {
  for (const item of session.data) {
    if (!session.open) throw new Error("Session closed");
    await socket.send(item);
  }
});
