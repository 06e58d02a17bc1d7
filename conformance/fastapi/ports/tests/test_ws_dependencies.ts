import { App, dependency, Router } from "flotilla";

const names = dependency((): string[] => []);
const named = (name: string) => dependency({ use: { names } }, ({ names }) => names.push(name));

const router = new Router({ use: [named("router")] });
const prefixRouter = new Router({ use: [named("prefix_router")] });

export const app = new App({ title: "FastAPI", use: [named("app")] });

app.websocket("/", { use: { own: named("index"), names } }, async function index({ names }, socket) {
  await socket.send(names);
  await socket.close();
});

router.websocket(
  "/router",
  { use: { own: named("routerindex"), names } },
  async function routerIndex({ names }, socket) {
    await socket.send(names);
    await socket.close();
  },
);

prefixRouter.websocket(
  "/",
  { use: { own: named("routerprefixindex"), names } },
  async function routerPrefixIndex({ names }, socket) {
    await socket.send(names);
    await socket.close();
  },
);

app.include(router, { use: [named("router2")] });
app.include(prefixRouter, { prefix: "/prefix", use: [named("prefix_router2")] });
