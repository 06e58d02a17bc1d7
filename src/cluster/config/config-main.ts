// Entry of the process that evaluates a config file: tells its value and is ended.
import { reportOf } from "../../workers/code-frame.ts";
import type { ErrorReport } from "../../workers/protocol.ts";

/** What became of a config file. */
export type ConfigAnswer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "fault"; readonly message: string }
  | { readonly kind: "error"; readonly report: ErrorReport };

const [url, source] = process.argv.slice(2);

async function evaluate(): Promise<ConfigAnswer> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(url)) as { readonly default?: unknown };
  } catch (error) {
    return { kind: "error", report: reportOf(error, `cannot load ${source}`) };
  }
  if (module.default === undefined) {
    return { kind: "fault", message: "it has no default export; write: export default defineConfig({ … })" };
  }
  try {
    return { kind: "value", value: structuredClone(module.default) };
  } catch {
    return { kind: "fault", message: "the config must be plain data: text, numbers, lists and objects of them" };
  }
}

process.send?.(await evaluate());
