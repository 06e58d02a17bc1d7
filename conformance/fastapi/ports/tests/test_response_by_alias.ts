import { App } from "flotilla";
import { z } from "zod";

const Model = z.object({ name: z.string().meta({ alias: "alias" }) }).meta({ id: "Model" });
const ModelNoAlias = z.object({ name: z.string() }).meta({
  id: "ModelNoAlias",
  description:
    "response_model_by_alias=False is basically a quick hack, to support proper OpenAPI use another model with the correct field names",
});

const one = { name: "Foo" };
const two = [{ name: "Foo" }, { name: "Bar" }];

export const app = new App({ title: "FastAPI" });

app.get("/dict", { response: Model, byAlias: false }, function readDict() {
  return one;
});

app.get("/model", { response: Model, byAlias: false }, function readModel() {
  return one;
});

app.get("/list", { response: z.array(Model), byAlias: false }, function readList() {
  return two;
});

app.get("/by-alias/dict", { response: Model }, function byAliasDict() {
  return one;
});

app.get("/by-alias/model", { response: Model }, function byAliasModel() {
  return one;
});

app.get("/by-alias/list", { response: z.array(Model) }, function byAliasList() {
  return two;
});

app.get("/no-alias/dict", { response: ModelNoAlias }, function noAliasDict() {
  return one;
});

app.get("/no-alias/model", { response: ModelNoAlias }, function noAliasModel() {
  return one;
});

app.get("/no-alias/list", { response: z.array(ModelNoAlias) }, function noAliasList() {
  return two;
});
