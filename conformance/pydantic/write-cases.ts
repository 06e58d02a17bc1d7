// PYDANTIC_PYTHON=… node --import tsx conformance/pydantic/write-cases.ts: writes test/app/reader/cases/*.jsonl, the inputs
// of table.ts with what pydantic answers.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SchemaNode } from "../../src/app/schema/node.ts";
import { schemas } from "../../test/app/reader/schemas.ts";
import { ask } from "./oracle.ts";
import { table } from "./table.ts";

const folder = join(import.meta.dirname, "../../test/app/reader/cases");
type Values = { readonly [key: string]: unknown };

/** Text that goes on as it is (src/app/reader/temporal/readers.ts); other text of the format goes on as pydantic writes it. */
const plainForms: { readonly [tag: string]: RegExp } = {
  $datetime: /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?$/,
  $date: /^\d{4}-\d\d-\d\d$/,
  $time: /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?$/,
  $duration: /^[+-]?P/,
};

/** A tagged value of the oracle as the reader returns it: native where the schema says so, else text. */
function untagged(tag: string, content: unknown, native: string | undefined, input: unknown): unknown {
  const text = String(content);
  if (tag === "$int") return native === "bigint" ? { $bigint: text } : Number(text);
  if (tag === "$datetime" && native === "date") {
    return { $date: new Date(text + (/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? "" : "Z")).toISOString() };
  }
  if (tag === "$date" && native === "date") return { $date: text };
  if (Object.hasOwn(plainForms, tag)) return typeof input === "string" && plainForms[tag].test(input) ? input : text;
  if (tag === "$text") return native === "url" ? { $url: input } : String(input);
  return { [tag]: content };
}

/** What the reader is to return where pydantic returns `value`. */
function expectedValue(
  node: SchemaNode,
  defs: { readonly [name: string]: SchemaNode },
  input: unknown,
  value: unknown,
): unknown {
  if (node.$ref !== undefined) return expectedValue(defs[node.$ref.slice("#/$defs/".length)], defs, input, value);
  const native = node["x-flotilla"]?.native;
  if (Array.isArray(value)) {
    const items = (index: number): SchemaNode => node.prefixItems?.[index] ?? (node.items || {});
    return value.map((item, index) => expectedValue(items(index), defs, (input as unknown[])[index], item));
  }
  if (native === "bigint" && typeof value === "number") return { $bigint: String(value) };
  if (typeof value !== "object" || value === null) return value;
  const [tag] = Object.keys(value);
  if (tag === "$dict") {
    const entries = (value as { $dict: [unknown, unknown][] }).$dict;
    return native === "map" ? { $map: entries } : Object.fromEntries(entries as [string, unknown][]);
  }
  if (tag?.startsWith("$")) return untagged(tag, (value as Values)[tag], native, input);
  const properties = node.properties ?? {};
  const wireName = (name: string): string => properties[name]?.["x-flotilla"]?.alias ?? name;
  const result = Object.entries(value).map(([name, item]) => [
    name,
    expectedValue(properties[name] ?? {}, defs, (input as Values)[wireName(name)], item),
  ]);
  const known = new Set([...Object.keys(properties).map(wireName), ...Object.keys(value)]);
  const passedOn = Object.entries(input as Values).filter(([key]) => !known.has(key));
  return Object.fromEntries([...result, ...passedOn]);
}

/** Long input is written as what it repeats. */
function shortened(input: unknown): unknown {
  return typeof input === "string" && input.length > 1000 ? { $repeat: [input[0], input.length] } : input;
}

let count = 0;
for (const [file, rows] of Object.entries(table)) {
  const cases = rows.flatMap(([schema, origin, ...inputs]) => inputs.map((input) => ({ schema, origin, input })));
  const answers = ask(schemas, cases);
  const lines = cases.map(({ schema, origin, input }, index) => {
    const { problems, value, crash, schemaError } = answers[index];
    if (crash ?? schemaError) throw new Error(`${schema} ${JSON.stringify(input)}: ${crash ?? schemaError}`);
    const { node, defs } = schemas[schema];
    const outcome =
      problems === undefined
        ? { value: expectedValue(node, defs, input, value) }
        : { problems: problems.map((problem) => ({ ...problem, input: shortened(problem.input) })) };
    return JSON.stringify({ schema, origin, input: shortened(input), ...outcome });
  });
  writeFileSync(join(folder, `${file}.jsonl`), `${[...new Set(lines)].join("\n")}\n`);
  count += lines.length;
}
console.log(`${count} cases`);
