import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

const bytes: SchemaNode = { type: "string", "x-flotilla": { native: "bytes" } };
const base64: SchemaNode = { ...bytes, contentEncoding: "base64" };

test("text becomes its UTF-8, bytes go on", () => {
  const given = new Uint8Array([1, 2]);
  assert.deepEqual(outcomes(bytes, ["é", given, 3, null]), [
    new Uint8Array([195, 169]),
    given,
    "bytes_type",
    "bytes_type",
  ]);
});

test("Base64 of any bytes is decoded to them, in both alphabets", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (data) => {
      const buffer = Buffer.from(data);
      assert.deepEqual(reading(base64, buffer.toString("base64")).value, data);
      const url = buffer.toString("base64url");
      const padded = url + "=".repeat((4 - (url.length % 4)) % 4);
      assert.deepEqual(reading({ ...bytes, contentEncoding: "base64url" }, padded).value, data);
    }),
  );
});

test("Base64 with a piece missing is refused", () => {
  assert.deepEqual(reading(base64, "aGk").problems[0].ctx, { error: "Incorrect padding" });
  assert.equal(
    reading(base64, "aGkxa").problems[0].msg,
    "Base64 decoding error: 'Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4'",
  );
});

test("lengths are of bytes", () => {
  const node = { ...bytes, minLength: 2, maxLength: 2 };
  assert.deepEqual(outcomes(node, ["é", "a", "éa"]), [new Uint8Array([195, 169]), "bytes_too_short", "bytes_too_long"]);
});
