import type { App, Dependency } from "flotilla";
import { AppRun } from "../../src/app/app-run.ts";
import { definitionOf } from "../../src/app/dependency.ts";
import type { Platform } from "../../src/app/platform/platform.ts";
import { withChanged } from "./with-changed.ts";

/** What a port exports as `overrides`: by the name of the function that the test puts in, what it replaces and what it is here. */
export interface PortOverrides {
  readonly [name: string]: readonly [replaced: Dependency<unknown>, fake: Dependency<unknown>];
}

/**
 * The app with stand-ins for some of its dependencies, as a test wants it: a run of its own, like a test client's, but behind a
 * socket. Undefined if the port knows one of the names not.
 */
export function overridden(app: App, known: PortOverrides, names: readonly string[]): App | undefined {
  const overrides = new Map();
  for (const name of names) {
    if (!Object.hasOwn(known, name)) return undefined;
    const [replaced, fake] = known[name];
    overrides.set(definitionOf(replaced).base, definitionOf(fake));
  }
  let run: AppRun | undefined;
  return withChanged(app, {
    start(platform: Platform): Promise<void> {
      run = new AppRun(app, { platform, overrides });
      return run.start();
    },
    handle: (exchange: Parameters<App["handle"]>[0]) => run?.handle(exchange),
    stop: () => run?.stop(),
  });
}
