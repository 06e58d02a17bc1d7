import { readFileSync } from "node:fs";
import { checkOptions } from "../app/check-options.ts";
import { DependencyDefinition, type Resource } from "../app/dependency.ts";
import { parseDotenv } from "../app/environment/dotenv.ts";
import { type ReadSettingsOptions, readSettings, type VariableSource } from "../app/environment/read-settings.ts";
import type { OutputOf, Schema } from "../app/schema/schema.ts";
import { UsageError } from "../core/errors.ts";

/** Options of `settings`. */
export interface SettingsOptions {
  /** Variables that come before those of the file. Default `process.env`, as it is at the first use. */
  env?: { readonly [name: string]: string | undefined };
  /** Files of variables, relative to the working folder; of several the later ones count. One that is missing is none. Default `".env"`; null for none. */
  file?: string | readonly string[] | null;
  /** Before each name: `"SHOP_"`. Default none. */
  prefix?: string;
  /** Between a setting and the field within it: `SUB__PORT`. Default `"__"`. */
  nestedDelimiter?: string;
  /** An empty variable counts as none. Default false: it is an empty text. */
  ignoreEmpty?: boolean;
}

/** Settings as a dependency, and as a value. */
export interface SettingsResource<T> extends Resource<T> {
  /**
   * Read at the first use, then kept.
   * @throws UsageError that lists all that is missing or wrong.
   */
  readonly value: T;
}

const known = ["env", "file", "prefix", "nestedDelimiter", "ignoreEmpty"];

/**
 * Typed settings from the environment and a `.env` file, by the rules of pydantic-settings (docs/settings.md). As a dependency they are
 * read before the app is ready: what is missing or wrong is then a failed start, all of it in one message.
 *
 *     export const config = settings(z.object({ admin_email: z.email(), items_per_user: z.int().default(50) }));
 *     app.get("/info", { use: { config } }, ({ config }) => config.items_per_user);
 *
 * @throws TypeError for an unknown option.
 */
export function settings<S extends Schema>(schema: S, options: SettingsOptions = {}): SettingsResource<OutputOf<S>> {
  checkOptions("settings", options, known);
  return new Settings(schema, options) as unknown as SettingsResource<OutputOf<S>>;
}

/** The definition behind `settings()`: a resource that is ready at once. Created by the user's module; keeps what was read. */
class Settings extends DependencyDefinition {
  readonly #schema: Schema;
  readonly #options: SettingsOptions;
  #read: { readonly value: unknown } | undefined;

  constructor(schema: Schema, options: SettingsOptions) {
    super("process", Object.freeze({}), function settings(): unknown {
      return owner.value;
    });
    const owner = this;
    this.#schema = schema;
    this.#options = options;
  }

  get value(): unknown {
    this.#read ??= { value: readSettings(this.#schema, sourcesOf(this.#options), readOptions(this.#options)) };
    return this.#read.value;
  }
}

function readOptions({
  prefix = "",
  nestedDelimiter = "__",
  ignoreEmpty = false,
}: SettingsOptions): ReadSettingsOptions {
  return { prefix, nestedDelimiter, ignoreEmpty };
}

/** The files in order, then the environment: the later ones count. */
function sourcesOf({ env = process.env, file = ".env" }: SettingsOptions): VariableSource[] {
  const files = file === null ? [] : typeof file === "string" ? [file] : file;
  const sources: VariableSource[] = [];
  for (const path of files) {
    const text = textOf(path);
    if (text !== undefined) sources.push({ title: path, variables: parseDotenv(text, path, (name) => env[name]) });
  }
  const variables = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return [...sources, { title: "environment", variables }];
}

/** Undefined where there is no such file. @throws UsageError for one that cannot be read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UsageError(`settings: ${path} cannot be read: ${message}`);
  }
}
