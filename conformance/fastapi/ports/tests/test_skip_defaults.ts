import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const SubModel = z.object({ a: z.string().nullable().default("foo") });
const Model = z.object({ x: z.int().nullable().default(null), sub: SubModel });
const ModelDefaults = z.object({
  w: z.string().nullable().default(null),
  x: z.string().nullable().default(null),
  y: z.string().default("y"),
  z: z.string().default("z"),
});

const value = { x: null, y: "y" };

app.get("/", { response: Model, excludeUnset: true }, function getRoot() {
  return { sub: {}, y: 1, z: 0 };
});

app.get("/exclude_unset", { response: ModelDefaults, excludeUnset: true }, function getExcludeUnset() {
  return value;
});

app.get("/exclude_defaults", { response: ModelDefaults, excludeDefaults: true }, function getExcludeDefaults() {
  return value;
});

app.get("/exclude_none", { response: ModelDefaults, excludeNone: true }, function getExcludeNone() {
  return value;
});

app.get(
  "/exclude_unset_none",
  { response: ModelDefaults, excludeUnset: true, excludeNone: true },
  function getExcludeUnsetNone() {
    return value;
  },
);

app.get("/iterable_exclude_unset", { response: z.array(ModelDefaults), excludeUnset: true }, () => [value]);

app.get("/iterable_exclude_defaults", { response: z.array(ModelDefaults), excludeDefaults: true }, () => [value]);

app.get("/iterable_exclude_none", { response: z.array(ModelDefaults), excludeNone: true }, () => [value]);
