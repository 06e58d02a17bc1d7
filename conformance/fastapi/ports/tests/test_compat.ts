import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/", { body: z.union([z.string(), z.array(z.int())]) }, function foo({ body }) {
  return body;
});

const missing = new App({ title: "FastAPI" });

const EmbeddedModel = z.object({ value: z.string().optional() });
const Model = z.object({ value: z.string().optional(), embedded_model: EmbeddedModel.default({}) });

missing.post("/", { body: Model, response: z.record(z.string(), z.string().nullable()) }, function foo({ body }) {
  return { value: body.value ?? null, embedded_value: body.embedded_model.value ?? null };
});

export const apps = { test_complex: app, test_propagates_pydantic2_model_config: missing };
