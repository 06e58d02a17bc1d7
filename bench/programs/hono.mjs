// Copied into bench/.peers before it runs, where `npm run bench -- --install` put hono and @hono/node-server.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/hello", (context) => context.json({ message: "Hello, World!" }));
serve({
  fetch: app.fetch,
  port: Number(process.env.PORT),
  hostname: "127.0.0.1",
  serverOptions: { keepAliveTimeout: 75_000 },
});
