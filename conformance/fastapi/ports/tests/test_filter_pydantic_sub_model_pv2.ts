import { App, dependency } from "flotilla";
import { z } from "zod";

const ModelB = z.object({ username: z.string() }).meta({ id: "ModelB" });
const ModelA = z
  .object({
    name: z.string().refine((name) => name.endsWith("A"), "name must end in A"),
    description: z.string().nullable().default(null),
    foo: ModelB,
    tags: z.record(z.string(), z.string()).default({}),
  })
  .meta({ id: "ModelA" });

const modelC = dependency(() => ({ username: "test-user", password: "test-password" }));

export const app = new App({ title: "FastAPI" });

app.get("/model/{name}", { response: ModelA, use: { modelC } }, function getModelA({ path, modelC }) {
  return { name: path.name, description: "model-a-desc", foo: modelC, tags: { key1: "value1", key2: "value2" } };
});
