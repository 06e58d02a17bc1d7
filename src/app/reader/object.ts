import type { SchemaNode } from "../schema/node.ts";
import { isPlainObject, setOwn } from "./own.ts";
import type { Problem } from "./problem.ts";
import { problemLimit, report, within } from "./problems.ts";
import { type Compiler, fit, fitAtMost, type Step, strict } from "./step.ts";

type Loc = readonly (string | number)[];
type Input = { readonly [key: string]: unknown };
type Output = { [key: string]: unknown };

interface Field {
  /** The schema's name for it. */
  readonly name: string;
  /** The name on the wire. */
  readonly key: string;
  readonly required: boolean;
  readonly read: Step;
}

/** Reads the keys that are no fields. */
type ReadExtras = (input: Input, output: Output, loc: Loc, problems: Problem[]) => void;

function fieldsOf(node: SchemaNode, compiler: Compiler): Field[] {
  const required = new Set(node.required);
  return Object.entries(node.properties ?? {}).map(([name, property]) => ({
    name,
    key: property["x-flotilla"]?.alias ?? name,
    required: required.has(name),
    read: compiler.step(property),
  }));
}

/**
 * What becomes of other keys: passed on, read by a schema of their own, or forbidden. One that has the schema's name of a
 * field that goes by another on the wire is never passed on: it would take the place of what was validated.
 */
function extrasReader(node: SchemaNode, fields: readonly Field[], compiler: Compiler): ReadExtras {
  const keys = new Set(fields.map((field) => field.key));
  const names = new Set(fields.map((field) => field.name));
  const { additionalProperties: extra } = node;
  const forbidden = extra === false;
  const read = typeof extra === "object" ? compiler.step(extra) : undefined;
  return (input, output, loc, problems) => {
    for (const key of Object.keys(input)) {
      if (keys.has(key)) continue;
      if (problems.length >= problemLimit) return;
      if (forbidden) {
        report(problems, "extra_forbidden", [...loc, key], input[key]);
      } else if (names.has(key)) {
      } else if (read === undefined) {
        setOwn(output, key, input[key]);
      } else {
        const from = problems.length;
        const value = read(input[key], loc, problems);
        if (value === undefined) within(problems, from, loc.length, key);
        else setOwn(output, key, value);
      }
    }
  };
}

/** Objects with properties. The result is a new object with the schema's names for keys. */
export function objectStep(node: SchemaNode, compiler: Compiler): Step {
  const fields = fieldsOf(node, compiler);
  const readExtras = extrasReader(node, fields, compiler);
  return (value, loc, problems) => {
    if (!isPlainObject(value)) return report(problems, "model_attributes_type", loc, value);
    fitAtMost(strict);
    const before = problems.length;
    const output: Output = {};
    let found = 0;
    for (const { name, key, required, read } of fields) {
      const input = Object.hasOwn(value, key) ? value[key] : undefined;
      if (input === undefined) {
        if (required) report(problems, "missing", [...loc, key], value);
        continue;
      }
      found += 1;
      const from = problems.length;
      const item = read(input, loc, problems);
      if (item === undefined) within(problems, from, loc.length, key);
      else setOwn(output, name, item);
    }
    readExtras(value, output, loc, problems);
    if (problems.length > before) return undefined;
    if (fit.unions > 0) fit.fields = Math.max(0, fit.fields) + found;
    return output;
  };
}
