import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

const magicDataReader = (raw: ArrayBuffer) => ({
  size: raw.byteLength,
  content: { name: "Maaaagic", price: 42, description: "Just kiddin', no magic here. ✨" },
});

const requestBody = {
  content: {
    "application/json": {
      schema: {
        required: ["name", "price"],
        type: "object",
        properties: { name: { type: "string" }, price: { type: "number" }, description: { type: "string" } },
      },
    },
  },
  required: true,
};

app.post("/items/", { openapi: { requestBody } }, async function createItem(_, context) {
  return magicDataReader(await context.request.arrayBuffer());
});
