import { App, HTTPError } from "flotilla";
import { parse } from "yaml";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), tags: z.array(z.string()) });

const schema = {
  title: "Item",
  required: ["name", "tags"],
  type: "object",
  properties: {
    name: { title: "Name", type: "string" },
    tags: { title: "Tags", type: "array", items: { type: "string" } },
  },
};

const openapi = { requestBody: { required: true, content: { "application/x-yaml": { schema } } } };

app.post("/items/", { openapi }, async function createItem(_, { request }) {
  const item = Item.safeParse(await yaml(request));
  if (item.success) return item.data;
  throw new HTTPError(
    422,
    item.error.issues.map(({ path, message }) => ({ loc: path, msg: message })),
  );
});

async function yaml(request: Request): Promise<unknown> {
  try {
    return parse(await request.text());
  } catch {
    throw new HTTPError(422, "Invalid YAML");
  }
}
