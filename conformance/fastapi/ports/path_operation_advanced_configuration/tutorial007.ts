import { App, HTTPError } from "flotilla";
import { parse } from "yaml";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), tags: z.array(z.string()) });

const requestBody = {
  content: {
    "application/x-yaml": {
      schema: {
        title: "Item",
        required: ["name", "tags"],
        type: "object",
        properties: {
          name: { title: "Name", type: "string" },
          tags: { title: "Tags", type: "array", items: { type: "string" } },
        },
      },
    },
  },
  required: true,
};

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new HTTPError(422, "Invalid YAML");
  }
}

app.post("/items/", { openapi: { requestBody } }, async function createItem(_, { request }) {
  const item = Item.safeParse(parsed(await request.text()));
  if (!item.success) throw new HTTPError(422, item.error.issues);
  return item.data;
});
