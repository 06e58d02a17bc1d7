/** Makes a module loadable in a thread: from its source's URL to that of what is to be imported. */
export type ThreadModuleMaker = (source: URL) => Promise<URL>;

/**
 * Where the maker is kept: with the process, not with this module, so that it holds between two copies of the package (the CLI's, which
 * sets it, and the app's, which asks).
 */
const key = Symbol.for("flotilla.threadModule");
const shared = globalThis as { [key]?: ThreadModuleMaker };

/** Set by a worker of `flotilla run` or `dev`, which transpile the app: its threads need the same. */
export function setThreadModuleMaker(maker: ThreadModuleMaker): void {
  shared[key] = maker;
}

/** URL to import in a thread. Without a maker the module is what this Node (or its loader, tsx) can import as it is. */
export async function threadModule(source: URL): Promise<string> {
  const maker = shared[key];
  return maker === undefined ? source.href : (await maker(source)).href;
}
