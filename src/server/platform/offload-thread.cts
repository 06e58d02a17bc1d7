// What runs in a thread of offload(): imports the module and calls the function. CommonJS, because piscina loads it with require(); an
// ES module it would load through `new Function` on Node 20, which a hardened process forbids.

/** A call, as offload-pool.ts sends it. */
interface ThreadTask {
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

let loader: Promise<void> | undefined;

/**
 * What to import a source in TypeScript with: Node itself from 22.18 on, else tsx, whose `--import tsx` does nothing in threads of
 * Node 20. Under `flotilla run` and `dev` no source comes here, but what they transpiled it to.
 */
async function typescriptLoader(): Promise<void> {
  if ((process.features as { readonly typescript?: string | false }).typescript) return;
  const { register } = await import("tsx/esm/api");
  register();
}

/** Errors lose class, code and status on their way between threads: they are sent as data. */
async function runThreadTask({ module: url, name, args }: ThreadTask): Promise<unknown> {
  try {
    if (/\.[cm]?tsx?$/.test(url)) await (loader ??= typescriptLoader());
    const namespace = (await import(url)) as { readonly [name: string]: unknown };
    const found = Object.hasOwn(namespace, name) ? namespace[name] : undefined;
    if (typeof found !== "function") throw new TypeError(`${url} exports no function "${name}"`);
    return { value: (await found(...args)) as unknown };
  } catch (error) {
    return { error: describeThrown(error) };
  }
}

function describeThrown(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: undefined };
  const { name, message, stack } = error;
  const { code, status, detail } = error as { code?: unknown; status?: unknown; detail?: unknown };
  const described = { name, message, stack, code: typeof code === "string" ? code : undefined };
  // By name, not by class: the module may have an HTTPError of another copy of the package.
  if (name !== "HTTPError" || typeof status !== "number") return described;
  return { ...described, status, detail: cloneable(detail) };
}

function cloneable(detail: unknown): unknown {
  try {
    return structuredClone(detail);
  } catch {
    return undefined;
  }
}

process.setSourceMapsEnabled(true);
module.exports = { run: runThreadTask };
