import { type Description, SchemaError, type SchemaNode } from "../schema/node.ts";
import { isDeeperThan } from "./depth.ts";
import { kindStep } from "./kinds.ts";
import { labelOf } from "./label.ts";
import { leavingToLibrary } from "./left.ts";
import type { Origin, Read } from "./problem.ts";
import { report } from "./problems.ts";
import type { Compiler, Step } from "./step.ts";

/** Levels of recursive models, as many as pydantic-core reads; below is no data, but an attack on the stack. */
const maxDepth = 255;
/** Deeper input is not sent back: JSON writers recurse, and overflow at a few thousand levels. */
const maxInputDepth = 500;
const refStart = "#/$defs/";

/** Made by `compileReader`, holds the readers of named models as long as the reader lives. */
class ReaderCompiler implements Compiler {
  readonly origin: Origin;
  readonly #defs: Description["defs"];
  readonly #models = new Map<string, Step>();
  /** Models being compiled: a reference to one of them is a recursion. */
  readonly #open = new Set<string>();
  readonly #labelled = new Set<string>();
  #depth = 0;

  constructor(defs: Description["defs"], origin: Origin) {
    this.#defs = defs;
    this.origin = origin;
  }

  step(node: SchemaNode): Step {
    return leavingToLibrary(node, (rest) => (rest.$ref === undefined ? kindStep(rest, this) : this.#model(rest.$ref)));
  }

  resolve(node: SchemaNode): SchemaNode {
    const seen = new Set<SchemaNode>();
    while (node.$ref !== undefined && !seen.has(node)) {
      seen.add(node);
      node = this.#target(node.$ref);
    }
    return node;
  }

  label(node: SchemaNode): string {
    if (node.$ref === undefined) return labelOf(node, (part) => this.label(part));
    const name = node.$ref.slice(refStart.length);
    const target = this.#target(node.$ref);
    if (target.properties !== undefined) return name;
    if (this.#labelled.has(name)) return "...";
    this.#labelled.add(name);
    const label = this.label(target.enum === undefined ? target : { title: name, ...target });
    this.#labelled.delete(name);
    return label;
  }

  #target(ref: string): SchemaNode {
    const name = ref.slice(refStart.length);
    if (ref.startsWith(refStart) && Object.hasOwn(this.#defs, name)) return this.#defs[name];
    throw new SchemaError(`${ref} refers to no definition`);
  }

  #model(ref: string): Step {
    const known = this.#models.get(ref);
    if (known !== undefined) return known;
    const target = this.#target(ref);
    if (this.#open.has(ref)) return this.#recursion(ref);
    this.#open.add(ref);
    const step = this.step(target);
    this.#open.delete(ref);
    this.#models.set(ref, step);
    return step;
  }

  /** Reads a model within itself. Resolved when first used: it is being compiled now. */
  #recursion(ref: string): Step {
    return (value, loc, problems) => {
      const step = this.#models.get(ref);
      if (step === undefined || this.#depth >= maxDepth) return report(problems, "recursion_loop", loc, value);
      this.#depth += 1;
      try {
        return step(value, loc, problems);
      } finally {
        this.#depth -= 1;
      }
    };
  }
}

/** What is wrong with input that is nested too deep to be sent back is that. Looked for only where something is wrong. */
function bounded(step: Step): Read {
  return (value, loc, problems) => {
    const before = problems.length;
    const result = step(value, loc, problems);
    if (result !== undefined || !isDeeperThan(value, maxInputDepth)) return result;
    problems.length = before;
    return report(problems, "recursion_loop", loc, null);
  };
}

/**
 * The reader of a schema, for text (path, query, header, cookie, form) or for JSON. It takes what Pydantic takes in its lax
 * mode, returns what the schema's library is to validate, and reports what FastAPI would answer with.
 *
 * Text comes as a string, as an array of strings for a list, as an object of these for a model; a form's files as `File`.
 * `undefined` stands for an absent value, in an object and as the result of one that is wrong.
 *
 * @throws SchemaError for a reference to nothing, and for a pattern that is no regular expression.
 */
export function compileReader(description: Pick<Description, "node" | "defs">, origin: Origin): Read {
  const step = new ReaderCompiler(description.defs, origin).step(description.node);
  return origin === "json" ? bounded(step) : step;
}
