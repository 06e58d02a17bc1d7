import assert from "node:assert/strict";
import { test } from "node:test";
import { rawBody, textBody } from "../../../src/app/schema/bytes.ts";
import { file, fileList } from "../../../src/app/schema/file.ts";
import { adapterOf, describe } from "../../../src/app/schema/registry.ts";
import type { Schema } from "../../../src/app/schema/schema.ts";

const validate = (schema: Schema, value: unknown) => adapterOf(schema).compile(schema)(value);
const messages = (schema: Schema, value: unknown): string[] => {
  const result = validate(schema, value);
  assert.ok(!(result instanceof Promise));
  return result.ok ? [] : result.issues.map(({ path, message }) => [...path, message].join(" "));
};
const png = (bytes: number, type = "image/png") => new File([new Uint8Array(bytes)], "a.png", { type });
const upload = { type: "string", contentMediaType: "application/octet-stream", "x-flotilla": { native: "file" } };

test("file() is described as FastAPI describes an UploadFile", () => {
  assert.deepEqual(describe(file(), "input").node, upload);
  assert.equal(describe(file({ types: ["image/png"] }), "input").node.contentMediaType, "image/png");
  assert.equal(describe(file({ types: ["image/*"] }), "input").node.contentMediaType, "application/octet-stream");
  assert.deepEqual(describe(fileList({ min: 1, max: 3 }), "input").node, {
    type: "array",
    items: upload,
    minItems: 1,
    maxItems: 3,
  });
});

test("file() takes files within its limits only", () => {
  const schema = file({ maxBytes: 10, types: ["image/*", "text/plain"] });
  const given = png(10);
  assert.deepEqual(validate(schema, given), { ok: true, value: given });
  assert.deepEqual(messages(schema, png(11)), ["File is larger than 10 bytes"]);
  assert.deepEqual(messages(schema, png(1, "Text/Plain; charset=utf-8")), []);
  assert.deepEqual(messages(schema, png(1, "imagex/png")), ["File type imagex/png is not taken: image/*, text/plain"]);
  assert.deepEqual(messages(schema, png(1, "")), ["File type is missing: image/*, text/plain"]);
  assert.deepEqual(messages(schema, "text"), ["Expected a file"]);
  assert.deepEqual(messages(schema, undefined), ["Expected a file"]);
  assert.deepEqual(messages(schema.optional(), undefined), []);
  assert.deepEqual(messages(schema.optional(), null), ["Expected a file"]);
});

test("fileList() counts files and names the one that is wrong", () => {
  const schema = fileList({ min: 1, max: 2, maxBytes: 3 });
  assert.deepEqual(messages(schema, [png(1), png(3)]), []);
  assert.deepEqual(messages(schema, []), ["Expected at least 1 file"]);
  assert.deepEqual(messages(schema, [png(1), png(4), png(1)]), [
    "Expected at most 2 files",
    "1 File is larger than 3 bytes",
  ]);
  assert.deepEqual(messages(schema, png(1)), ["Expected a list of files"]);
});

test("raw bodies are bytes, text bodies text", () => {
  assert.deepEqual(describe(rawBody(), "input").node, {
    type: "string",
    contentMediaType: "application/octet-stream",
    "x-flotilla": { native: "bytes", mediaType: "application/octet-stream" },
  });
  assert.deepEqual(describe(textBody({ mediaType: "text/csv", maxLength: 3 }), "input").node, {
    type: "string",
    maxLength: 3,
    "x-flotilla": { mediaType: "text/csv" },
  });
  assert.deepEqual(messages(rawBody({ maxBytes: 2 }), new Uint8Array(2)), []);
  assert.deepEqual(messages(rawBody({ maxBytes: 2 }), new Uint8Array(3)), ["Body is larger than 2 bytes"]);
  assert.deepEqual(messages(rawBody(), "text"), ["Expected bytes"]);
  assert.deepEqual(messages(textBody({ maxLength: 2 }), "abc"), ["Text is longer than 2"]);
  assert.deepEqual(messages(textBody(), 1), ["Expected text"]);
});

test("our schemas take words for the document, and say whether they are optional", () => {
  const schema = file().meta({ description: "D", alias: "upload" }).optional();
  assert.deepEqual(describe(schema, "input").node, {
    ...upload,
    description: "D",
    "x-flotilla": { native: "file", alias: "upload" },
  });
  assert.equal(describe(schema, "input").isOptional, true);
  assert.equal(describe(file(), "output").isOptional, false);
});

test("our schemas are Standard Schemas", () => {
  const { validate: check } = file()["~standard"];
  const given = png(1);
  assert.deepEqual(check(given), { value: given });
  assert.deepEqual(check(1), { issues: [{ path: [], message: "Expected a file" }] });
});
