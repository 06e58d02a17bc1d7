import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const fakeItemsDb = [{ item_name: "Foo" }, { item_name: "Bar" }, { item_name: "Baz" }];

const CommonQuery = z.object({
  q: z.string().nullable().default(null),
  skip: z.int().default(0),
  limit: z.int().default(100),
});

class CommonQueryParams {
  readonly q: string | null;
  readonly skip: number;
  readonly limit: number;

  constructor({ q, skip, limit }: z.output<typeof CommonQuery>) {
    this.q = q;
    this.skip = skip;
    this.limit = limit;
  }
}

const commonQueryParams = dependency({ query: CommonQuery }, ({ query }) => new CommonQueryParams(query));

app.get("/items/", { use: { commons: commonQueryParams } }, function readItems({ commons }) {
  const items = fakeItemsDb.slice(commons.skip, commons.skip + commons.limit);
  return commons.q ? { q: commons.q, items } : { items };
});
