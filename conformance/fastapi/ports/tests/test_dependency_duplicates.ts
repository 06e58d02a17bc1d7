import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ data: z.string() }).meta({ id: "Item" });

const duplicateDependency = dependency({ body: Item }, ({ body }) => body);
const other = dependency({ body: { item2: Item } }, ({ body }) => body.item2);
const subDuplicateDependency = dependency(
  { body: Item, use: { subItem: duplicateDependency } },
  ({ body, subItem }) => [body, subItem],
);

app.post("/with-duplicates", { body: Item, use: { item2: duplicateDependency } }, function withDuplicates(input) {
  return [input.body, input.item2];
});

app.post("/no-duplicates", { body: { item: Item }, use: { item2: other } }, function noDuplicates({ body, item2 }) {
  return [body.item, item2];
});

app.post(
  "/with-duplicates-sub",
  { body: Item, use: { subItems: subDuplicateDependency } },
  function noDuplicatesSub({ body, subItems }) {
    return [body, subItems];
  },
);
