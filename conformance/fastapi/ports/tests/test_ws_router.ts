import { App, dependency, Router } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.websocket("/", async function index(_, socket) {
  await socket.send("Hello, world!");
  await socket.close();
});

const router = new Router();
const prefixRouter = new Router();
const nativePrefixRouter = new Router({ prefix: "/native" });

router.websocket("/router", async function routerIndex(_, socket) {
  await socket.send("Hello, router!");
  await socket.close();
});

prefixRouter.websocket("/", async function routerPrefixIndex(_, socket) {
  await socket.send("Hello, router with prefix!");
  await socket.close();
});

router.websocket("/router2", async function routerIndex2(_, socket) {
  await socket.send("Hello, router!");
  await socket.close();
});

router.websocket(
  "/router/{pathparam...}",
  { query: { queryparam: z.string() } },
  async function routerIndexParams({ path, query }, socket) {
    await socket.send(path.pathparam);
    await socket.send(query.queryparam);
    await socket.close();
  },
);

const wsDependency = dependency(() => "Socket Dependency");

router.websocket(
  "/router-ws-depends/",
  { use: { data: wsDependency } },
  async function routerDepends({ data }, socket) {
    await socket.send(data);
    await socket.close();
  },
);

nativePrefixRouter.websocket("/", async function routerNativePrefix(_, socket) {
  await socket.send("Hello, router with native prefix!");
  await socket.close();
});

const wsDependencyValidate = dependency({ headers: { x_missing: z.string() } }, () => null);

router.websocket("/depends-validate/", { use: [wsDependencyValidate] }, function routerDependsValidate() {});

app.include(router);
app.include(prefixRouter, { prefix: "/prefix" });
app.include(nativePrefixRouter);

export const overrides = { "<lambda>": [wsDependency, dependency(() => "Override")] };
