import { App, dependency, Router } from "flotilla";

const names = dependency((): string[] => []);
const named = (name: string) => dependency({ use: { names } }, ({ names }) => names.push(name));

const router = new Router({ use: [named("router")] });
const prefixRouter = new Router({ use: [named("prefix_router")] });

export const app = new App({ title: "FastAPI", use: [named("app")] });

const inOrder = (name: string) => new Router({ use: { names, [name]: named(name) } });

const index = inOrder("index");
index.websocket("/", async function index({ names }, socket) {
  await socket.send(names);
  await socket.close();
});
app.include(index);

const routerIndex = inOrder("routerindex");
routerIndex.websocket("/router", async function routerIndex({ names }, socket) {
  await socket.send(names);
  await socket.close();
});
router.include(routerIndex);

const routerPrefixIndex = inOrder("routerprefixindex");
routerPrefixIndex.websocket("/", async function routerPrefixIndex({ names }, socket) {
  await socket.send(names);
  await socket.close();
});
prefixRouter.include(routerPrefixIndex);

app.include(router, { use: [named("router2")] });
app.include(prefixRouter, { prefix: "/prefix", use: [named("prefix_router2")] });
