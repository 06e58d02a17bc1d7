import { App } from "flotilla";
import { z } from "zod";

const ModelA = z.object({ a: z.string() }).meta({ id: "ModelA" });
const ModelB = z.object({ b: z.string() }).meta({ id: "ModelB" });

export const app = new App({
  title: "FastAPI",
  responses: { 500: { schema: z.union([ModelA, ModelB]), examples: { "Case A": { value: "a" } } } },
});

app.get("/route1", function route1() {});

app.get("/route2", function route2() {});
