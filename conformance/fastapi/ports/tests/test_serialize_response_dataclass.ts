import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({
  name: z.string(),
  date: z.iso.datetime({ local: true }),
  price: z.number().nullable().default(null),
  owner_ids: z.array(z.int()).nullable().default(null),
});

const date = "2021-07-26T00:00:00";
const whole = { name: "object", date, price: 1, owner_ids: [1, 2, 3] };
const some = [
  { name: "foo", date },
  { name: "bar", date, price: 1 },
  { name: "baz", date, price: 2, owner_ids: [1, 2, 3] },
];

app.get("/items/valid", { response: Item }, function getValid() {
  return { name: "valid", date, price: 1 };
});

app.get("/items/object", { response: Item }, function getObject() {
  return whole;
});

app.get("/items/coerce", { response: Item }, function getCoerce() {
  return { name: "coerce", date, price: Number("1.0") };
});

app.get("/items/validlist", { response: z.array(Item) }, function getValidlist() {
  return some;
});

app.get("/items/objectlist", { response: z.array(Item) }, function getObjectlist() {
  return some;
});

app.get("/items/no-response-model/object", function getNoResponseModelObject() {
  return Item.parse(whole);
});

app.get("/items/no-response-model/objectlist", function getNoResponseModelObjectlist() {
  return some.map((item) => Item.parse(item));
});
