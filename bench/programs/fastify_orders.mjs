// Copied into bench/.peers before it runs, where `npm run bench -- --install` put fastify. Ajv validates the body, the response is
// written by fast-json-stringify: both compiled from the schemas.
import fastify from "fastify";

const app = fastify({ logger: false, keepAliveTimeout: 75_000 });
const item = {
  type: "object",
  required: ["sku", "name", "price", "quantity"],
  properties: {
    sku: { type: "string", minLength: 1 },
    name: { type: "string" },
    price: { type: "number", exclusiveMinimum: 0 },
    quantity: { type: "integer", minimum: 1 },
  },
};
const order = {
  type: "object",
  required: ["id", "customer", "items"],
  properties: {
    id: { type: "integer" },
    customer: {
      type: "object",
      required: ["name", "email", "vip"],
      properties: { name: { type: "string" }, email: { type: "string" }, vip: { type: "boolean" } },
    },
    items: { type: "array", items: item },
    note: { type: "string" },
  },
};
const receipt = {
  type: "object",
  required: ["id", "total", "items"],
  properties: { id: { type: "integer" }, total: { type: "number" }, items: { type: "array", items: item } },
};
app.get("/hello", async () => ({ message: "Hello, World!" }));
app.post("/orders", { schema: { body: order, response: { 200: receipt } } }, async ({ body }) => {
  let total = 0;
  for (const { price, quantity } of body.items) total += price * quantity;
  return { id: body.id, total, items: body.items };
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 2048 });
