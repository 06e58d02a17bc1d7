import type { OptionSource, OptionTable, OptionValues } from "../core/options.ts";

/** A positional argument. */
export interface ArgumentSpec {
  /** Word shown in usage, e.g. `"app"`. */
  readonly name: string;
  readonly doc: string;
  /** Default false: may be left out. */
  readonly required?: boolean;
}

/**
 * One command of `flotilla`, one file each. The file itself is light: what is heavy is imported inside `run`.
 *
 *     export const balanceOptions = { listen: { flag: "listen", type: "list", doc: "…" } } as const;
 *     export const balance: Command<typeof balanceOptions> = {
 *       name: "balance", summary: "…", arguments: [{ name: "nginx.conf", doc: "…" }], options: balanceOptions,
 *       async run(args, options) { … return exitCode.ok; },
 *     };
 *
 * then add it to `commands` in `cli/main.ts`.
 */
export interface Command<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `flotilla --help`. */
  readonly summary: string;
  /** More for `flotilla help <name>`, shown above the options. */
  readonly description?: string;
  /** Shown below the options: examples. */
  readonly epilogue?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: T;
  /**
   * Runs the command to its end and resolves to the exit code (`exitCode` in core/lifecycle.ts). `args` has one entry per
   * argument given; `sources` says for each option where its value came from.
   * A `UsageError` thrown here is printed as one line and ends with exit code 2.
   */
  run(
    args: readonly string[],
    options: OptionValues<T>,
    sources: { readonly [K in keyof T]: OptionSource },
  ): Promise<number>;
}
