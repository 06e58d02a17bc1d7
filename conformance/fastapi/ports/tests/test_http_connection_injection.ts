import { App, dependency, resource } from "flotilla";

export const app = new App({ title: "FastAPI" });

const shared = resource(() => ({ value: 42 }));
const value = dependency({ use: { shared } }, ({ shared }) => shared.value);

app.get("/http", { use: { value } }, function getValueByHttp({ value }) {
  return value;
});

app.websocket("/ws", { use: { value } }, async function getValueByWs({ value }, socket) {
  await socket.send(value);
  await socket.close();
});
