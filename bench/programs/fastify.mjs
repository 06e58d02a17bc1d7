// Copied into bench/.peers before it runs, where `npm run bench -- --install` put fastify.
import fastify from "fastify";

const app = fastify({ logger: false, keepAliveTimeout: 75_000 });
const schema = { response: { 200: { type: "object", properties: { message: { type: "string" } } } } };
app.get("/hello", { schema }, async () => ({ message: "Hello, World!" }));
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 2048 });
