import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../core/errors.ts";
import type { AppLocation } from "./locate.ts";
import type { AppPlan } from "./protocol.ts";

/** How TypeScript is loaded. */
export type LoaderName = "transpile" | "tsx" | "native";

/** An app, ready for workers to import. */
export interface Prepared {
  readonly plan: AppPlan;
  readonly execArgv: readonly string[];
  /** For the banner. */
  readonly loader: string;
}

/**
 * Makes an app importable: by default TypeScript is transpiled once, into a cache (a worker under tsx costs 94 MiB and a child
 * process, with plain JavaScript 56 MiB); JavaScript is imported as it stands.
 * @throws TranspileError; UsageError if this Node cannot do what `loader` says.
 */
export async function prepare(app: AppLocation, loader: LoaderName | undefined, factory: boolean): Promise<Prepared> {
  const { file, source, exportName } = app;
  const plan = { file, source, exportName, factory, transpiled: false };
  const isTypeScript = /^\.[cm]?ts$/.test(extname(file));
  if (loader === "tsx") return { plan, execArgv: tsxArgs(), loader: "tsx" };
  if (loader === "native") {
    if (isTypeScript && !stripsTypes()) {
      throw new UsageError(
        `--loader native: Node ${process.versions.node} cannot import ${source}; it needs Node 22.18 or later`,
      );
    }
    return { plan, execArgv: [], loader: `node ${process.versions.node}` };
  }
  if (!isTypeScript && loader === undefined) return { plan, execArgv: [], loader: `node ${process.versions.node}` };
  const { transpile } = await import("./transpile/transpile.ts");
  const { output } = await transpile(file, source);
  return { plan: { ...plan, file: output, transpiled: true }, execArgv: [], loader: "transpiled" };
}

function stripsTypes(): boolean {
  return Boolean((process.features as { readonly typescript?: string | false }).typescript);
}

/** Found from here: the app's own folder may have no tsx. */
function tsxArgs(): string[] {
  return ["--import", fileURLToPath(import.meta.resolve("tsx"))];
}
