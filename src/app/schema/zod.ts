import type * as core from "zod/v4/core";
import type { SchemaAdapter } from "./node.ts";
import { describeZod } from "./zod-describe.ts";
import { compileZod } from "./zod-validate.ts";

const asZod = (schema: unknown): core.$ZodType => schema as core.$ZodType;

/** zod 4 (classic, mini, core). Needs no import by the user: everything is asked of the schema itself. */
export const zod: SchemaAdapter = {
  vendor: "zod",
  describe: (schema, direction) => describeZod(asZod(schema), direction),
  compile: (schema) => compileZod(asZod(schema)),
};
