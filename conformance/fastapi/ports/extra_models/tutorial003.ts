import { App, HTTPError } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const BaseItem = z.object({ description: z.string(), type: z.string() });
const CarItem = BaseItem.extend({ type: z.string().default("car") }).meta({ id: "CarItem" });
const PlaneItem = BaseItem.extend({ type: z.string().default("plane"), size: z.int() }).meta({ id: "PlaneItem" });
const Item = z.union([PlaneItem, CarItem]);

const items = new Map<string, z.input<typeof Item>>([
  ["item1", { description: "All my friends drive a low rider", type: "car" }],
  ["item2", { description: "Music is my aeroplane, it's my aeroplane", type: "plane", size: 5 }],
]);

app.get("/items/{item_id}", { response: Item }, function readItem({ path }) {
  const item = items.get(path.item_id);
  if (item === undefined) throw new HTTPError(404);
  return item;
});
