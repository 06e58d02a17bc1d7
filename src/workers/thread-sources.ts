import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setThreadModuleMaker } from "../server/platform/thread-module.ts";

const typescript = new Set([".ts", ".mts", ".cts", ".tsx"]);

/**
 * Has the threads of `offload()` load what their TypeScript modules are transpiled to, as the app itself is: a thread under tsx would
 * have an esbuild process of its own. Called by a worker whose app was transpiled. `used` is told the sources of each module once.
 */
export function transpileForThreads(used: (sources: readonly string[]) => void): void {
  const made = new Map<string, Promise<URL>>();
  const make = async (file: string): Promise<URL> => {
    const { transpile, TranspileError } = await import("./transpile/transpile.ts");
    try {
      const { output, inputs } = await transpile(file, file);
      used(inputs);
      return pathToFileURL(output);
    } catch (error) {
      // Its sources are watched as well: a save may mend it.
      used([file]);
      if (!(error instanceof TranspileError)) throw error;
      const { title, message, where } = error.report;
      throw new Error(`${title}: ${message}${where === undefined ? "" : ` (${where})`}`, { cause: error });
    }
  };
  setThreadModuleMaker((source) => {
    const file = fileURLToPath(source);
    if (!typescript.has(extname(file))) return Promise.resolve(source);
    let url = made.get(file);
    if (url === undefined) {
      url = make(file);
      made.set(file, url);
    }
    return url;
  });
}
