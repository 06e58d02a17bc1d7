import { UsageError } from "./errors.ts";

/**
 * An option is declared once, in a typed table; flags, `FLOTILLA_*` names, `--help`, docs and validation derive from it.
 */
export interface OptionSpec {
  /** Long flag without dashes, e.g. `"timeout-keep-alive"`. */
  readonly flag: string;
  /** One-letter flag, e.g. `"w"`. */
  readonly short?: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "size" | "duration" | "choice" | "list";
  /** Word shown for the value in `--help`, e.g. `"PORT"`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Words accepted in place of a number, e.g. `["auto"]`. */
  readonly words?: readonly string[];
  /** Default as it takes effect, shown in help and docs; written as on the command line (`"30s"`, `"1m"`, `8000`). */
  readonly default?: string | number | boolean | readonly string[];
  /** Bounds of a number; of a size in bytes; of a duration in milliseconds. */
  readonly min?: number;
  readonly max?: number;
  /** False: has no environment name (it makes sense for one invocation only). Default true. */
  readonly env?: boolean;
  /** One or two sentences, units and threat included. */
  readonly doc: string;
}

export type OptionTable = { readonly [name: string]: OptionSpec };

/** What any option can turn into. Durations are milliseconds, sizes bytes. */
export type OptionValue = string | number | boolean | readonly string[] | undefined;

/** Where a value came from. */
export type OptionSource = "flag" | "env" | "default";

type Plain<S extends OptionSpec> = OptionSpec["type"] extends S["type"]
  ? OptionValue
  : S["type"] extends "boolean"
    ? boolean
    : S["type"] extends "list"
      ? readonly string[]
      : S["type"] extends "choice"
        ? S extends { readonly choices: readonly (infer C)[] }
          ? C
          : string
        : S["type"] extends "string"
          ? string
          : S extends { readonly words: readonly (infer W)[] }
            ? number | W
            : number;

/** The values of a table by name: `undefined` only where there is no default (booleans and lists always have one). */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: OptionValue } | { readonly type: "boolean" | "list" }
    ? Plain<T[K]>
    : Plain<T[K]> | undefined;
};

/** `timeout-keep-alive` → `FLOTILLA_TIMEOUT_KEEP_ALIVE`; undefined for an option without one. */
export function envName(spec: OptionSpec): string | undefined {
  return spec.env === false ? undefined : `FLOTILLA_${spec.flag.toUpperCase().replaceAll("-", "_")}`;
}

const durationUnits: Record<string, number> = { ms: 1, s: 1000, "": 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const sizeUnits: Record<string, number> = { "": 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `"30"` and `"30s"` are 30 000, `"500ms"` 500, `"2m"` 120 000: milliseconds. Undefined if it is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|)$/.exec(text.trim());
  return match === null ? undefined : Math.round(Number(match[1]) * durationUnits[match[2]]);
}

/** `"8192"`, `"8k"`, `"1m"`, `"2g"` (also `8KiB`, `8kb`; always powers of 1024): bytes. Undefined if it is no size. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(b|[kmg]?)(?:i?b)?$/.exec(text.trim().toLowerCase());
  return match === null ? undefined : Math.round(Number(match[1]) * sizeUnits[match[2]]);
}

const yes = new Set(["1", "true", "yes", "on"]);
const no = new Set(["", "0", "false", "no", "off"]);

/**
 * Turns the text of one option into its value. `origin` is what the user wrote it as (`--port`, `FLOTILLA_PORT`).
 * @throws UsageError that names the origin, the text and what would be right.
 */
export function parseOption(spec: OptionSpec, text: string, origin: string): OptionValue {
  const wrong = (expected: string) => new UsageError(`${origin}: "${text}" is not ${expected}`);
  if (spec.words?.includes(text)) return text;
  switch (spec.type) {
    case "string":
      return text;
    case "list":
      return text.split(",").map((item) => item.trim());
    case "choice": {
      const choices = spec.choices ?? [];
      if (!choices.includes(text)) throw wrong(`one of ${choices.join(", ")}`);
      return text;
    }
    case "boolean": {
      const word = text.toLowerCase();
      if (!yes.has(word) && !no.has(word)) throw wrong("true or false");
      return yes.has(word);
    }
    case "duration": {
      const value = parseDuration(text);
      if (value === undefined) throw wrong("a duration such as 30, 30s, 500ms or 2m");
      return within(spec, value, wrong);
    }
    case "size": {
      const value = parseSize(text);
      if (value === undefined) throw wrong("a size such as 65536, 64k or 1m");
      return within(spec, value, wrong);
    }
    default: {
      const pattern = spec.type === "integer" ? /^-?\d{1,15}$/ : /^-?\d+(\.\d+)?$/;
      const also = spec.words === undefined ? "" : ` or ${spec.words.join(", ")}`;
      if (!pattern.test(text)) throw wrong((spec.type === "integer" ? "a whole number" : "a number") + also);
      return within(spec, Number(text), wrong);
    }
  }
}

function within(spec: OptionSpec, value: number, wrong: (expected: string) => UsageError): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = spec;
  if (value >= min && value <= max) return value;
  const unit = spec.type === "duration" ? " ms" : spec.type === "size" ? " bytes" : "";
  if (max === Number.POSITIVE_INFINITY) throw wrong(`at least ${min}${unit}`);
  throw wrong(`between ${min} and ${max}${unit}`);
}

/** The default of an option as a value; booleans are false and lists empty without one. */
export function defaultValue(spec: OptionSpec): OptionValue {
  const given = spec.default;
  if (given === undefined) return spec.type === "boolean" ? false : spec.type === "list" ? [] : undefined;
  return typeof given === "string" ? parseOption(spec, given, `default of --${spec.flag}`) : given;
}
