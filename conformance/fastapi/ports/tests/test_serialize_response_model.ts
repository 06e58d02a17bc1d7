import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({
  name: z.string().meta({ alias: "aliased_name" }),
  price: z.number().nullable().default(null),
  owner_ids: z.array(z.int()).nullable().default(null),
});

const list = [{ name: "foo" }, { name: "bar", price: 1 }, { name: "baz", price: 2, owner_ids: [1, 2, 3] }];
const dict = { k1: list[0], k2: list[1], k3: list[2] };
const excludeUnset = true;

app.get("/items/valid", { response: Item }, function getValid() {
  return { name: "valid", price: 1 };
});

app.get("/items/coerce", { response: Item }, function getCoerce() {
  return { name: "coerce", price: Number("1.0") };
});

app.get("/items/validlist", { response: z.array(Item) }, function getValidlist() {
  return list;
});

app.get("/items/validdict", { response: z.record(z.string(), Item) }, function getValiddict() {
  return dict;
});

app.get("/items/valid-exclude-unset", { response: Item, excludeUnset }, function getValidExcludeUnset() {
  return { name: "valid", price: 1 };
});

app.get("/items/coerce-exclude-unset", { response: Item, excludeUnset }, function getCoerceExcludeUnset() {
  return { name: "coerce", price: Number("1.0") };
});

app.get(
  "/items/validlist-exclude-unset",
  { response: z.array(Item), excludeUnset },
  function getValidlistExcludeUnset() {
    return list;
  },
);

app.get(
  "/items/validdict-exclude-unset",
  { response: z.record(z.string(), Item), excludeUnset },
  function getValiddictExcludeUnset() {
    return dict;
  },
);
