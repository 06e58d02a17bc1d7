import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Foo = z.strictObject({}).meta({ id: "Foo" });

app.post("/", { body: Foo.nullish() }, function post({ body }) {
  return body;
});
