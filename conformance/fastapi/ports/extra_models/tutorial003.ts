import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const BaseItem = z.object({ description: z.string(), type: z.string() });

const CarItem = BaseItem.extend({ type: z.string().default("car") }).meta({ id: "CarItem" });

const PlaneItem = BaseItem.extend({ type: z.string().default("plane"), size: z.int() }).meta({ id: "PlaneItem" });

const Items = z.union([PlaneItem, CarItem]);

const items: { [id: string]: z.input<typeof Items> } = {
  item1: { description: "All my friends drive a low rider", type: "car" },
  item2: { description: "Music is my aeroplane, it's my aeroplane", type: "plane", size: 5 },
};

app.get("/items/{item_id}", { response: Items }, function readItem({ path }) {
  return items[path.item_id];
});
