import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Origin } from "../../src/app/reader/problem.ts";
import type { SchemaNode } from "../../src/app/schema/node.ts";
import { pythonFolder } from "../fastapi/material.ts";
import { Missing, pythonEnvironment } from "../python.ts";
import type { Answer } from "./compare.ts";

const maxOutput = 2 ** 29;
let python: string = process.env.PYDANTIC_PYTHON ?? "python3";

export interface Question {
  /** A key of the schemas. */
  readonly schema: string;
  readonly origin: Origin;
  readonly input: unknown;
}

export type Schemas = {
  readonly [key: string]: { readonly node: SchemaNode; readonly defs: { readonly [name: string]: SchemaNode } };
};

/**
 * Chooses the Python: `PYDANTIC_PYTHON`, the system's, or with `fetch` the environment of the fastapi suite, made if need be.
 * Returns pydantic's version, undefined where there is none.
 */
export async function choosePython(fetch: boolean): Promise<string | undefined> {
  const version = pydanticVersion();
  if (version !== undefined || !fetch || process.env.PYDANTIC_PYTHON !== undefined) return version;
  try {
    python = await pythonEnvironment(join(pythonFolder, "requirements.txt"));
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
  return pydanticVersion();
}

function pydanticVersion(): string | undefined {
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
