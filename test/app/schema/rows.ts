import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { describe } from "../../../src/app/schema/registry.ts";
import type { Schema } from "../../../src/app/schema/schema.ts";

/** What a schema takes, and what it makes where that is something else. A pattern: the message of the error. */
export type Row = readonly [schema: Schema, input: SchemaNode | RegExp, output?: SchemaNode | RegExp];
export type Rows = { readonly [name: string]: Row };

/** One test a row, of both directions. */
export function testRows(library: string, rows: Rows): void {
  for (const [name, [schema, input, output = input]] of Object.entries(rows)) {
    test(`${library}: ${name}`, () => {
      for (const [direction, expected] of [["input", input] as const, ["output", output] as const]) {
        if (expected instanceof RegExp) {
          assert.throws(() => describe(schema, direction), { name: "SchemaError", message: expected });
        } else {
          const { node, defs } = describe(schema, direction);
          assert.deepEqual(node, expected);
          assert.deepEqual(defs, {});
        }
      }
    });
  }
}
