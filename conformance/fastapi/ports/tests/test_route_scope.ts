import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/users/{user_id}", function getUser({ path }, { route }) {
  return { user_id: path.user_id, path: route?.template };
});

app.websocket("/items/{item_id}", async function websocketItem({ path }, socket) {
  await socket.send({ item_id: path.item_id, path: socket.route?.template });
});
