import type { OpenAPIDocument } from "../app/openapi/json.ts";
import { exitCode } from "../core/lifecycle.ts";
import type { DocumentOrder } from "../workers/app-document.ts";
import type { Command } from "./command.ts";
import { outputOption, writeOutput } from "./output.ts";
import { appArgument, listenOptions } from "./serve-options.ts";

/** What `openapi` has beyond what `client` has too. */
export const versionOption = {
  version: {
    flag: "version",
    type: "choice",
    choices: ["3.1", "3.0"],
    default: "3.1",
    value: "VERSION",
    env: false,
    doc: "Version of OpenAPI.",
  },
} as const;

/** The export may be a function, as with `run`. */
export const factoryOption: Pick<typeof listenOptions, "factory"> = { factory: listenOptions.factory };

/** Options of `flotilla openapi`. */
export const openapiOptions: typeof versionOption & typeof outputOption & typeof factoryOption = {
  ...versionOption,
  ...outputOption,
  ...factoryOption,
};

/** `flotilla openapi`. */
export const openapi: Command<typeof openapiOptions> = {
  name: "openapi",
  summary: "print the OpenAPI document of an app",
  description: "Prints what the app answers at /openapi.json, as JSON. The app is imported, but not started.",
  epilogue:
    "Examples:\n  flotilla openapi main:app\n  flotilla openapi main:app --version 3.0 --output openapi.json\n\nMore: docs/openapi.md",
  arguments: [appArgument],
  options: openapiOptions,
  async run(args, { version, output, factory }) {
    const document = await documentOf({ app: args[0], factory, version });
    if (document === undefined) return exitCode.startFailed;
    await writeOutput(`${JSON.stringify(document, null, 2)}\n`, output);
    return exitCode.ok;
  },
};

/** The document of an app; undefined, with the reason on standard error, if the app is at fault. */
export async function documentOf(order: DocumentOrder): Promise<OpenAPIDocument | undefined> {
  const { appDocument, DocumentFailure } = await import("../workers/app-document.ts");
  const { TranspileError } = await import("../workers/transpile/transpile.ts");
  try {
    return await appDocument(order, process.cwd());
  } catch (error) {
    if (!(error instanceof DocumentFailure || error instanceof TranspileError)) throw error;
    const { renderReport } = await import("../workers/code-frame.ts");
    process.stderr.write(`flotilla: ${renderReport(error.report)}\n`);
    return undefined;
  }
}
