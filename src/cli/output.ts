import { writeFile } from "node:fs/promises";
import { UsageError } from "../core/errors.ts";

/** Option of commands that make a text. */
export const outputOption = {
  output: {
    flag: "output",
    short: "o",
    type: "string",
    value: "FILE",
    env: false,
    doc: "File to write to. Default: standard output.",
  },
} as const;

/** Writes a command's result, all of it before the process ends. @throws UsageError if the file cannot be written. */
export async function writeOutput(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    await new Promise<void>((done, fail) => process.stdout.write(text, (error) => (error ? fail(error) : done())));
    return;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`--output: cannot write ${file}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}
