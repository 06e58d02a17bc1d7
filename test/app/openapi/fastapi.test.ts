import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isObject, type JsonObject } from "../../../src/app/openapi/json.ts";
import { app } from "./fastapi/shop.ts";

const theirs = JSON.parse(readFileSync(new URL("./fastapi/shop.json", import.meta.url), "utf8")) as JsonObject;
const ours = app.openapi() as JsonObject;

/** Without the titles of schemas. */
function withoutTitles(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutTitles(item));
  if (!isObject(value)) return value;
  const made: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key === "title" && !isNames && typeof inner === "string") continue;
    made[key] = withoutTitles(inner, key === "properties");
  }
  return made;
}

test("the document is FastAPI's (0.165), titles of schemas aside", () => {
  const [one, other] = [withoutTitles(ours), withoutTitles(theirs)] as [JsonObject, JsonObject];
  for (const [path, item] of Object.entries(other.paths as JsonObject)) {
    assert.deepEqual((one.paths as JsonObject)[path], item, path);
  }
  const { schemas } = other.components as { schemas: JsonObject };
  for (const [name, schema] of Object.entries(schemas)) {
    assert.deepEqual((one.components as { schemas: JsonObject }).schemas[name], schema, name);
  }
  assert.deepEqual(one, other);
});

test("so are the keys' order at the top, and the components'", () => {
  assert.deepEqual(Object.keys(ours), Object.keys(theirs));
  assert.deepEqual(Object.keys(ours.info as object), Object.keys(theirs.info as object));
  const [one, other] = [ours, theirs].map(({ components }) => (components as { schemas: JsonObject }).schemas);
  assert.deepEqual(Object.keys(one), Object.keys(other));
  for (const [name, schema] of Object.entries(other)) {
    assert.deepEqual(Object.keys(one[name] as object), Object.keys(schema as object), name);
  }
});

test("titles of parameters, models and their fields are Pydantic's", () => {
  const { schemas: one } = ours.components as { schemas: JsonObject };
  const { schemas: other } = theirs.components as { schemas: JsonObject };
  assert.deepEqual(one, other);
  const paths = (document: JsonObject) => document.paths as { [path: string]: { [method: string]: JsonObject } };
  for (const [path, item] of Object.entries(paths(theirs))) {
    for (const [method, { parameters }] of Object.entries(item)) {
      assert.deepEqual(paths(ours)[path][method].parameters, parameters, `${method} ${path}`);
    }
  }
});
