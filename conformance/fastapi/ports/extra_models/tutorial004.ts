import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), description: z.string() }).meta({ id: "Item" });

app.get("/items/", { response: z.array(Item) }, function readItems() {
  return [
    { name: "Foo", description: "There comes my hero" },
    { name: "Red", description: "It's my aeroplane" },
  ];
});
