import assert from "node:assert/strict";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { isObject, type JsonObject } from "../../../src/app/openapi/json.ts";
import { bigApp } from "./big-app.ts";

async function faultsOf(document: object): Promise<unknown> {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document as JsonObject);
  return valid ? [] : errors;
}

/** Every object of a document, with the path that leads to it. */
function* objectsOf(value: unknown, path = ""): Generator<[string, JsonObject]> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* objectsOf(item, `${path}/${index}`);
  if (!isObject(value)) return;
  yield [path, value];
  for (const [key, item] of Object.entries(value)) yield* objectsOf(item, `${path}/${key}`);
}

const app = bigApp();

test("OpenAPI 3.1: valid, but for itemSchema, which FastAPI has from 3.2", async () => {
  const document = app.openapi();
  assert.equal(document.openapi, "3.1.0");
  assert.deepEqual(await faultsOf({ ...app.openapi(), openapi: "3.2.0" }), []);
  let streams = 0;
  for (const [, object] of objectsOf(document)) {
    if (!Object.hasOwn(object, "itemSchema")) continue;
    delete object.itemSchema;
    streams++;
  }
  assert.equal(streams, 2);
  assert.deepEqual(await faultsOf(document), []);
});

test("OpenAPI 3.0: valid", async () => {
  const document = app.openapi({ version: "3.0" });
  assert.equal(document.openapi, "3.0.3");
  assert.deepEqual(await faultsOf(document), []);
});

test("both are valid below a root path", async () => {
  for (const version of ["3.1", "3.0"] as const) {
    const document = app.openapi({ version, rootPath: "/v1" });
    assert.equal(document.servers?.[0].url, "/v1");
    if (version === "3.0") assert.deepEqual(await faultsOf(document), []);
  }
});

test("every reference leads somewhere, every operationId is there once, and our own key nowhere", () => {
  for (const version of ["3.1", "3.0"] as const) {
    const document = app.openapi({ version });
    const ids: unknown[] = [];
    for (const [path, object] of objectsOf(document)) {
      assert.ok(!Object.hasOwn(object, "x-flotilla"), path);
      if (typeof object.operationId === "string" && object.responses !== undefined) ids.push(object.operationId);
      const references = [object.$ref, ...Object.values((object.discriminator as JsonObject)?.mapping ?? {})];
      for (const reference of references.filter((text) => typeof text === "string")) {
        const name = /^#\/components\/schemas\/([^/]+)$/.exec(reference)?.[1];
        assert.ok(
          name !== undefined && Object.hasOwn(document.components?.schemas ?? {}, name),
          `${path}: ${reference}`,
        );
      }
    }
    assert.ok(ids.length > 15);
    assert.equal(new Set(ids).size, ids.length);
  }
});
