import type { SchemaNode } from "../schema/node.ts";
import type { Compiler, Step } from "./step.ts";

function isModel(node: SchemaNode): boolean {
  const open = node.additionalProperties === undefined || typeof node.additionalProperties === "boolean";
  return node.properties !== undefined && open && node["x-flotilla"] === undefined;
}

/** One model with the fields of all. A field of several is read by all its schemas in turn. */
function merged(models: readonly SchemaNode[]): SchemaNode {
  const properties = new Map<string, SchemaNode>();
  for (const model of models) {
    for (const [name, property] of Object.entries(model.properties ?? {})) {
      const before = properties.get(name);
      properties.set(name, before === undefined ? property : { allOf: [before, property] });
    }
  }
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required: models.flatMap((model) => model.required ?? []),
    additionalProperties: !models.every((model) => model.additionalProperties === false),
  };
}

/** All members, and what stands beside `allOf`, each once. */
function partsOf(node: SchemaNode, compiler: Compiler): SchemaNode[] {
  const { allOf = [], ...beside } = node;
  const members = allOf.flatMap((member) => {
    const target = compiler.resolve(member);
    return target.allOf === undefined ? [target] : partsOf(target, compiler);
  });
  return [...new Set([beside, ...members])].filter((part) => Object.keys(part).length > 0);
}

/** Intersections: models become one, whatever else there is reads in turn what the one before made. */
export function allOfStep(node: SchemaNode, compiler: Compiler): Step {
  const parts = partsOf(node, compiler);
  const models = parts.filter(isModel);
  const others = parts.filter((part) => !isModel(part));
  const reads = (models.length === 0 ? others : [merged(models), ...others]).map((part) => compiler.step(part));
  if (reads.length === 1) return reads[0];
  return (value, loc, problems) => {
    let result: unknown = value;
    for (const read of reads) {
      result = read(result, loc, problems);
      if (result === undefined) return undefined;
    }
    return result;
  };
}
