import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Origin } from "../../src/app/reader/problem.ts";
import type { SchemaNode } from "../../src/app/schema/node.ts";
import type { Answer } from "./compare.ts";

const maxOutput = 2 ** 29;
const python: string = process.env.PYDANTIC_PYTHON ?? "python3";

export interface Question {
  /** A key of the schemas. */
  readonly schema: string;
  readonly origin: Origin;
  readonly input: unknown;
}

export type Schemas = {
  readonly [key: string]: { readonly node: SchemaNode; readonly defs: { readonly [name: string]: SchemaNode } };
};

/** Pydantic's version, undefined where there is none. */
export function pydanticVersion(): string | undefined {
  const code = "import fastapi, pydantic, email_validator; print(pydantic.VERSION)";
  const child = spawnSync(python, ["-c", code], { encoding: "utf8" });
  return child.status === 0 ? child.stdout.trim() : undefined;
}

/** What pydantic answers, in the order of the questions. One process for all. */
export function ask(schemas: Schemas, cases: readonly Question[]): Answer[] {
  const child = spawnSync(python, [join(import.meta.dirname, "oracle.py")], {
    input: JSON.stringify({ schemas, cases }),
    maxBuffer: maxOutput,
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`the oracle failed: ${child.stderr.slice(-1000)}`);
  return JSON.parse(child.stdout) as Answer[];
}
