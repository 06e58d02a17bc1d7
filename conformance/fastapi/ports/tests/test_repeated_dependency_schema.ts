import { App, dependency } from "flotilla";
import { z } from "zod";

const header = dependency({ headers: { someheader: z.string() } }, ({ headers }) => headers.someheader);
const somethingElse = dependency({ use: { header } }, ({ header }) => `${header}123`);

export const app = new App({ title: "FastAPI" });

app.get("/", { use: { dep1: header, dep2: somethingElse } }, function getDeps({ dep1, dep2 }) {
  return { dep1, dep2 };
});
