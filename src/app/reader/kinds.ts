import type { SchemaNode, TypeName } from "../schema/node.ts";
import { allOfStep } from "./all-of.ts";
import { bigintStep } from "./bigint.ts";
import { booleanStep } from "./boolean.ts";
import { bytesStep } from "./bytes.ts";
import { choiceStep } from "./choice.ts";
import { decimalStep } from "./decimal.ts";
import { emailStep } from "./email/reader.ts";
import { fileStep } from "./file.ts";
import { integerStep } from "./integer.ts";
import { ipv4Step, ipv6Step } from "./ip.ts";
import { listStep, setStep } from "./list.ts";
import { numberStep } from "./number.ts";
import { objectStep } from "./object.ts";
import { report } from "./problems.ts";
import { pairsStep, recordStep } from "./record.ts";
import type { Compiler, Step } from "./step.ts";
import { taggedUnionStep } from "./tagged-union.ts";
import { dateStep, dateTimeStep, durationStep, timeStep } from "./temporal/readers.ts";
import { textBounds, textStep } from "./text.ts";
import { tupleStep } from "./tuple.ts";
import { anyOfStep } from "./union.ts";
import { urlStep } from "./url.ts";
import { uuidStep } from "./uuid.ts";

type Make = (node: SchemaNode, compiler: Compiler) => Step;

const anyStep: Step = (value) => value;

const nullStep: Step = (value, loc, problems) => {
  return value === null ? null : report(problems, "none_required", loc, value);
};

const natives: { readonly [native: string]: Make } = {
  bigint: bigintStep,
  set: setStep,
  map: (node, compiler) => (node.type === "array" ? pairsStep : recordStep)(node, compiler),
  file: () => fileStep,
  bytes: bytesStep,
  url: urlStep,
  date: (node) => (node.format === "date" ? dateStep : dateTimeStep)(node),
};

/** Formats that Pydantic has a type for. Any other is the library's to check. */
const formats: { readonly [format: string]: (node: SchemaNode) => Step } = {
  "date-time": dateTimeStep,
  date: dateStep,
  time: timeStep,
  duration: durationStep,
  uuid: () => uuidStep,
  uri: urlStep,
  url: urlStep,
  email: () => emailStep,
  ipv4: () => ipv4Step,
  ipv6: () => ipv6Step,
  decimal: decimalStep,
};

/** Text of a format, with whatever length and pattern it must have besides. */
function formatStep(node: SchemaNode): Step {
  const read = formats[node.format as string](node);
  const bounds = textBounds(node);
  if (bounds === undefined) return read;
  return (value, loc, problems) => {
    const text = read(value, loc, problems);
    return typeof text === "string" && !bounds(text, loc, problems) ? undefined : text;
  };
}

const types: { readonly [type in TypeName]: Make } = {
  string: (node) => (node.format !== undefined && Object.hasOwn(formats, node.format) ? formatStep : textStep)(node),
  integer: integerStep,
  number: numberStep,
  boolean: booleanStep,
  null: () => nullStep,
  array: (node, compiler) => (node.prefixItems === undefined ? listStep : tupleStep)(node, compiler),
  object: (node, compiler) => {
    const isModel = node.properties !== undefined || node.additionalProperties === false;
    return (isModel ? objectStep : recordStep)(node, compiler);
  },
};

/** Keywords that only one type heeds: what a node without `type` is about. */
const implied: readonly (readonly [keyof SchemaNode, TypeName])[] = [
  ["properties", "object"],
  ["additionalProperties", "object"],
  ["propertyNames", "object"],
  ["items", "array"],
  ["prefixItems", "array"],
  ["minLength", "string"],
  ["maxLength", "string"],
  ["pattern", "string"],
  ["format", "string"],
  ["minimum", "number"],
  ["maximum", "number"],
  ["exclusiveMinimum", "number"],
  ["exclusiveMaximum", "number"],
  ["multipleOf", "number"],
];

/** The reader of a node that is no reference. */
export function kindStep(node: SchemaNode, compiler: Compiler): Step {
  const { native } = node["x-flotilla"] ?? {};
  if (node.allOf !== undefined) return allOfStep(node, compiler);
  if (node.enum !== undefined || Object.hasOwn(node, "const")) return choiceStep(node, compiler.origin);
  if (node.discriminator !== undefined) {
    const tagged = taggedUnionStep(node, compiler);
    if (tagged !== undefined) return tagged;
  }
  if (node.anyOf !== undefined || node.oneOf !== undefined || Array.isArray(node.type))
    return anyOfStep(node, compiler);
  if (native !== undefined && Object.hasOwn(natives, native)) return natives[native](node, compiler);
  const type = (node.type as TypeName | undefined) ?? implied.find(([key]) => node[key] !== undefined)?.[1];
  return type === undefined ? anyStep : types[type](node, compiler);
}
