import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isObject, type OpenAPIDocument } from "../app/openapi/json.ts";
import { UsageError } from "../core/errors.ts";
import { exitCode } from "../core/lifecycle.ts";
import type { Command } from "./command.ts";
import { documentOf, factoryOption } from "./openapi.ts";
import { outputOption, writeOutput } from "./output.ts";

/** How long a document is waited for. Milliseconds. */
const fetchTimeoutMs = 30_000;

/** Options of `flotilla client`. */
export const clientOptions: typeof outputOption & typeof factoryOption = { ...outputOption, ...factoryOption };

/** `flotilla client`. */
export const client: Command<typeof clientOptions> = {
  name: "client",
  summary: "write TypeScript types of an API, for a typed client",
  description:
    "Writes the types of an app's paths and models in the shape of openapi-typescript: createClient<paths>() of openapi-fetch is then a typed client. Works for any OpenAPI 3.0 or 3.1 document.",
  epilogue:
    "Examples:\n  flotilla client main:app --output api.ts\n  flotilla client http://127.0.0.1:8000/openapi.json -o api.ts\n  flotilla client openapi.json\n\nMore: docs/openapi.md",
  arguments: [
    {
      name: "app",
      doc: "an app as `flotilla run` takes it, a JSON file or a URL; without it main, app, api, src/main … are looked for",
    },
  ],
  options: clientOptions,
  async run(args, { output, factory }) {
    const [source] = args;
    const document = isForeign(source)
      ? await foreignDocument(source)
      : await documentOf({ app: source, factory, version: "3.1" });
    if (document === undefined) return exitCode.startFailed;
    await writeOutput(await typesOf(document, source), output);
    return exitCode.ok;
  },
};

/** @throws UsageError for a document that the stack does not suffice for. */
async function typesOf(document: OpenAPIDocument, source = "the document"): Promise<string> {
  const { writeTypes } = await import("../app/openapi/types/types-writer.ts");
  try {
    return writeTypes(document);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${source} is nested too deeply`);
  }
}

const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/** A document, not an app. */
function isForeign(source: string | undefined): source is string {
  return source !== undefined && (isUrl(source) || /\.(json|ya?ml)$/i.test(source));
}

/** @throws UsageError, in one line, for what cannot be had or is no OpenAPI 3 document. */
async function foreignDocument(source: string): Promise<OpenAPIDocument> {
  const text = isUrl(source) ? await fetched(source) : await read(source);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new UsageError(`${source} is no JSON: an OpenAPI document in JSON is wanted`);
  }
  const version = isObject(document) ? document.openapi : undefined;
  if (typeof version !== "string" || !version.startsWith("3.")) {
    throw new UsageError(`${source} is no OpenAPI 3 document: openapi is ${JSON.stringify(version) ?? "missing"}`);
  }
  return document as OpenAPIDocument;
}

async function fetched(url: string): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs), headers: { accept: "application/json" } });
    if (answer.ok) return await answer.text();
  } catch (error) {
    const { cause, message } = error as Error;
    throw new UsageError(`${url} cannot be reached: ${cause instanceof Error ? cause.message : message}`);
  }
  throw new UsageError(`${url} answered ${answer.status}`);
}

async function read(file: string): Promise<string> {
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}
