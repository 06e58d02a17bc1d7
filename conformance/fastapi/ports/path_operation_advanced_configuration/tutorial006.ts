import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

const schema = {
  required: ["name", "price"],
  type: "object",
  properties: { name: { type: "string" }, price: { type: "number" }, description: { type: "string" } },
};

const openapi = { requestBody: { content: { "application/json": { schema } }, required: true } };

app.post("/items/", { openapi }, async function createItem(_, { request }) {
  const body = await request.arrayBuffer();
  return {
    size: body.byteLength,
    content: { name: "Maaaagic", price: 42, description: "Just kiddin', no magic here. ✨" },
  };
});
