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
  /** Default as it takes effect, shown in help and docs. */
  readonly default?: string | number | boolean | readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** One or two sentences, units and threat included. */
  readonly doc: string;
}

export type OptionTable = { readonly [name: string]: OptionSpec };
