import type * as core from "zod/v4/core";
import type { Validate, Validated } from "./node.ts";
import { issueOf, standardValidate } from "./standard.ts";

type Core = typeof core;
type ZodSchema = core.$ZodType & {
  safeParse?(value: unknown): SafeParsed;
  safeParseAsync?(value: unknown): Promise<SafeParsed>;
};
interface SafeParsed {
  readonly success: boolean;
  readonly data?: unknown;
  readonly error?: { readonly issues: readonly ZodIssue[] };
}
interface ZodIssue {
  readonly path?: readonly unknown[];
  readonly message: string;
}

/**
 * Calls after which a schema is compiled. Node 20, an order of 3 lines: `z.compile` 340 µs, then 0.11 µs a call instead of 0.98:
 * the compilation is earned back after some 390 calls, and a route that is hardly used never pays for it.
 */
const callsBeforeCompiling = 400;

/**
 * Validation by zod itself, through the methods that the schema carries. Schemas with the user's own functions in them
 * (refinements, transforms) go through zod's asynchronous parser: any of these functions may return a promise, and trying the
 * synchronous one first would leave that promise behind unhandled.
 */
export function compileZod(schema: core.$ZodType): Validate {
  const zod = schema as ZodSchema;
  const { safeParse, safeParseAsync } = zod;
  // A schema of zod's core alone has no methods, but is a Standard Schema all the same.
  if (safeParse === undefined || safeParseAsync === undefined) return standardValidate(schema);
  if (hasUserCode(schema, new Set())) return (value) => safeParseAsync(value).then(validated);
  let calls = 0;
  let parse = safeParse;
  loadCore();
  return (value) => {
    if (calls < callsBeforeCompiling && ++calls === callsBeforeCompiling) parse = faster(zod) ?? parse;
    return validated(parse(value));
  };
}

function validated({ success, data, error }: SafeParsed): Validated {
  return success
    ? { ok: true, value: data }
    : { ok: false, issues: (error?.issues ?? []).map(({ path, message }) => issueOf(path, message)) };
}

const callbackTypes = new Set(["transform", "custom", "function", "promise"]);

/** Whether a function of the user's takes part, other than those that zod calls for a plain value. */
function hasUserCode(schema: core.$ZodType, seen: Set<unknown>): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  const def = schema._zod.def as core.$ZodTypeDef & { readonly [key: string]: unknown };
  if (callbackTypes.has(def.type)) return true;
  // A format made with z.stringFormat has a function, which is zod's own if there is a pattern.
  if (schema._zod.traits.has("$ZodCodec") || ("fn" in def && !("pattern" in def))) return true;
  if (((def.checks ?? []) as readonly core.$ZodCheck[]).some((check) => isUserCheck(check, seen))) return true;
  const lazy = def.type === "lazy" ? (schema as core.$ZodLazy)._zod.innerType : undefined;
  return [...Object.values(def), lazy].some((part) => partHasUserCode(part, seen));
}

function partHasUserCode(part: unknown, seen: Set<unknown>): boolean {
  if (typeof part !== "object" || part === null) return false;
  if ("_zod" in part) return hasUserCode(part as core.$ZodType, seen);
  if (Array.isArray(part)) return part.some((item) => partHasUserCode(item, seen));
  // The shape of an object: its fields may be getters, and are asked for here as they are when it is parsed.
  const prototype: unknown = Object.getPrototypeOf(part);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(part).some((item) => isZod(item) && hasUserCode(item, seen));
}

const isZod = (value: unknown): value is core.$ZodType =>
  (typeof value === "object" || typeof value === "function") && value !== null && "_zod" in value;

function isUserCheck(check: core.$ZodCheck, seen: Set<unknown>): boolean {
  const def = check._zod.def as core.$ZodCheckDef & { readonly schema?: core.$ZodType };
  if (def.check === "property" && def.schema !== undefined) return hasUserCode(def.schema, seen);
  return def.check === "custom" || def.check === undefined;
}

let isAsked = false;
let loaded: Core | undefined;

/**
 * Asks for zod's core, for `compile` alone: everything else works without. It is the same module that the user's schemas
 * come from, or (two copies) one that is not used.
 */
function loadCore(): void {
  if (isAsked) return;
  isAsked = true;
  import("zod/v4/core").then(
    (module) => {
      loaded = module;
    },
    () => undefined,
  );
}

/**
 * The schema's compiled parser, if there is one: not in an older zod or one of another version than the schema's, not for
 * every schema, and not where functions cannot be made of text (Workers, a content security policy,
 * `--disallow-code-generation-from-strings`, zod's own `jitless`).
 */
function faster(schema: ZodSchema): ((value: unknown) => SafeParsed) | undefined {
  const { compile, util, version } = loaded ?? ({} as Partial<Core>);
  if (compile === undefined || util === undefined || version === undefined || !util.allowsEval.value) return undefined;
  const made = schema._zod.version;
  if (made.major !== version.major || made.minor !== version.minor || made.patch !== version.patch) return undefined;
  return compile(schema).safeParse;
}
