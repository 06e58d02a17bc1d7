import { CommanderError, Option, Command as Parser } from "commander";
import { UsageError } from "../core/errors.ts";
import {
  defaultValue,
  envName,
  type OptionSource,
  type OptionSpec,
  type OptionTable,
  type OptionValue,
  parseOption,
} from "../core/options.ts";
import type { Command } from "./command.ts";

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly args: readonly string[];
      readonly options: { readonly [name: string]: OptionValue };
      readonly sources: { readonly [name: string]: OptionSource };
    };

/** Environment variables. */
export type Env = { readonly [name: string]: string | undefined };

/**
 * Reads a command line (without node and script) against the tables of `commands`. Precedence: flag, environment, default.
 * @throws UsageError for anything wrong in it, in one line.
 */
export function parseCommandLine(
  argv: readonly string[],
  commands: readonly Command[],
  env: Env,
  version: string,
): Parsed {
  let text = "";
  let found: Parsed | undefined;
  const program = new Parser("flotilla")
    .description("Serves and balances HTTP APIs, and describes them.")
    .version(`flotilla ${version} (Node ${process.versions.node})`, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print help for a command")
    .enablePositionalOptions()
    .configureOutput({ writeOut: (part) => (text += part), writeErr: () => {} })
    .configureHelp({ helpWidth: 110 })
    .exitOverride();
  for (const command of commands) {
    const parser = program
      .command(command.name)
      .summary(command.summary)
      .description(command.description ?? command.summary)
      .helpOption("-h, --help", "print this help")
      .allowExcessArguments(false);
    for (const argument of command.arguments) {
      parser.argument(argument.required ? `<${argument.name}>` : `[${argument.name}]`, argument.doc);
    }
    for (const spec of Object.values(command.options)) addOption(parser, spec);
    if (command.epilogue !== undefined) parser.addHelpText("after", `\n${command.epilogue}`);
    parser.action(() => {
      const { options, sources } = readOptions(command.options, parser.opts(), env);
      found = { kind: "run", command, args: parser.args, options, sources };
    });
  }
  if (argv.length === 0) return { kind: "text", text: program.helpInformation() };
  try {
    program.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(oneLine(error.message));
  }
  return found ?? { kind: "text", text };
}

/** Commander's messages, in our form: `error: unknown option '--prot'\n(Did you mean --port?)` and the like. */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*\(Did you mean (.*?)\?\)/s, "; did you mean $1?")
    .replace(/\s*\n\s*/g, " ");
}

function addOption(parser: Parser, spec: OptionSpec): void {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const doc = `${spec.doc}${notes(spec)}`;
  if (spec.type === "boolean") {
    // Both forms always work, so that a flag can undo what the environment says; help shows the one that changes something.
    const negated = spec.default === true;
    parser.addOption(new Option(`${negated ? "" : short}--${spec.flag}`, doc).hideHelp(negated));
    parser.addOption(new Option(`${negated ? short : ""}--no-${spec.flag}`, doc).hideHelp(!negated));
    return;
  }
  const option = new Option(`${short}--${spec.flag} <${spec.value ?? spec.type}>`, doc);
  option.argParser((value: string, previous: string[] | undefined) =>
    spec.type === "list" ? [...(previous ?? []), value] : [value],
  );
  parser.addOption(option);
}

function notes(spec: OptionSpec): string {
  const parts: string[] = [];
  if (spec.choices !== undefined) parts.push(`one of: ${spec.choices.join(", ")}`);
  if (spec.default !== undefined && spec.type !== "boolean") parts.push(`default: ${String(spec.default)}`);
  const env = envName(spec);
  if (env !== undefined) parts.push(`env: ${env}`);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

function readOptions(
  table: OptionTable,
  given: { readonly [attribute: string]: unknown },
  env: Env,
): { options: Record<string, OptionValue>; sources: Record<string, OptionSource> } {
  const options: Record<string, OptionValue> = {};
  const sources: Record<string, OptionSource> = {};
  for (const [name, spec] of Object.entries(table)) {
    const flag = given[new Option(`--${spec.flag}`).attributeName()];
    const variable = envName(spec);
    const text = variable === undefined ? "" : (env[variable] ?? "");
    sources[name] = flag !== undefined ? "flag" : text !== "" ? "env" : "default";
    if (typeof flag === "boolean") {
      options[name] = flag;
    } else if (Array.isArray(flag)) {
      const values = flag.map((value: string) => parseOption(spec, value, `--${spec.flag}`));
      options[name] = spec.type === "list" ? (values.flat() as string[]) : values[0];
    } else {
      options[name] = text !== "" ? parseOption(spec, text, variable as string) : defaultValue(spec);
    }
  }
  return { options, sources };
}
