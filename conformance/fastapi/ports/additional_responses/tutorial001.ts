import { App, status } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ id: z.string(), value: z.string() }).meta({ id: "Item" });

const Message = z.object({ message: z.string() }).meta({ id: "Message" });

app.get("/items/{item_id}", { response: Item, responses: { 404: Message } }, function readItem({ path }) {
  if (path.item_id === "foo") return { id: "foo", value: "there goes my hero" };
  return status(404, { message: "Item not found" });
});
