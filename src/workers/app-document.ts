import { pathToFileURL } from "node:url";
import type { DocumentVersion } from "../app/openapi/documents.ts";
import type { OpenAPIDocument } from "../app/openapi/json.ts";
import { UsageError } from "../core/errors.ts";
import { reportOf } from "./code-frame.ts";
import { pickExport } from "./exports.ts";
import { prepare } from "./loader.ts";
import { locateApp } from "./locate.ts";
import type { ErrorReport } from "./protocol.ts";

/** Whose document is asked for. */
export interface DocumentOrder {
  /** As `flotilla run` takes it. */
  readonly app: string | undefined;
  readonly factory: boolean;
  readonly version: DocumentVersion;
}

/** An app that could not be loaded, or has something wrong in it; with the place in the user's code. */
export class DocumentFailure extends Error {
  readonly report: ErrorReport;

  constructor(report: ErrorReport) {
    super(report.message);
    this.name = "DocumentFailure";
    this.report = report;
  }
}

/**
 * The OpenAPI document of an app. The app's module is imported into this process, but nothing of it is started: no lifespan, no
 * resource. What it prints meanwhile goes to standard error, where it does not mix with the document.
 * @throws UsageError if there is no such app, or it is no App; DocumentFailure, TranspileError.
 */
export async function appDocument({ app, factory, version }: DocumentOrder, folder: string): Promise<OpenAPIDocument> {
  const located = locateApp(app, folder);
  const { plan } = await prepare(located, undefined, factory);
  // What fails is to be shown where it stands in the user's source.
  process.setSourceMapsEnabled(true);
  const restore = logToStderr();
  try {
    const exported = await load(plan.file, plan.source, plan.exportName, factory);
    if (!hasDocument(exported)) {
      throw new UsageError(`${plan.source} exports no App of Flotilla: only an App has an OpenAPI document`);
    }
    try {
      return exported.openapi({ version });
    } catch (error) {
      throw new DocumentFailure(reportOf(error, `${plan.source} has no document`));
    }
  } finally {
    restore();
  }
}

async function load(file: string, source: string, name: string | undefined, factory: boolean): Promise<unknown> {
  let namespace: { readonly [name: string]: unknown };
  try {
    namespace = (await import(pathToFileURL(file).href)) as typeof namespace;
  } catch (error) {
    throw new DocumentFailure(reportOf(error, `cannot load ${source}`));
  }
  return await pickExport(namespace, source, name, factory);
}

/** The app comes with its own copy of this package: what counts is what it can do. */
function hasDocument(value: unknown): value is { openapi(options: { version: DocumentVersion }): OpenAPIDocument } {
  return typeof value === "object" && value !== null && typeof (value as { openapi?: unknown }).openapi === "function";
}

const printing = ["log", "info", "debug"] as const;

/** Until the returned function is called. */
function logToStderr(): () => void {
  const before = printing.map((name) => console[name]);
  for (const name of printing) console[name] = console.error;
  return () => {
    printing.forEach((name, index) => {
      console[name] = before[index];
    });
  };
}
