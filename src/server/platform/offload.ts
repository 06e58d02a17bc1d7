import type { OffloadCall, OffloadFactory, OffloadOptions } from "../../app/platform/platform.ts";
import { ThreadPool } from "./offload-pool.ts";

export type { OffloadCall } from "../../app/platform/platform.ts";

/** Options of `offload()`. With `threads` or `maxQueue` the function has a pool of its own; the others share one. */
export interface OffloadSettings extends OffloadOptions {
  /** Longest time from a call to its result, waiting included; over: FlotillaError `deadline_exceeded` (504). Milliseconds, default none. */
  readonly deadlineMs?: number;
}

/** Names of a module's functions. */
export type FunctionNames<M> = {
  [K in keyof M]: M[K] extends (...args: never) => unknown ? K : never;
}[keyof M] &
  string;

/** A function that runs in a thread: arguments and result are copied there and back (structured clone). */
export type Offloaded<F> = F extends (...args: infer A) => infer R
  ? OffloadedCall<A, Awaited<R>> & {
      /** The function with a signal, a deadline of its own, or buffers to hand over. */
      with(call: OffloadCall): OffloadedCall<A, Awaited<R>>;
    }
  : never;

/** A function whose calls run in a thread: the same arguments, a promise of its result. */
export type OffloadedCall<A extends unknown[], R> = (...args: A) => Promise<R>;

const known = new Set(["threads", "maxQueue", "deadlineMs"]);
/** Every pool that was made, to be closed. */
const pools = new Set<ThreadPool>();
let shared: ThreadPool | undefined;

/**
 * Takes work that would block the event loop (hashing, images, big documents) to a bounded pool of threads.
 *
 *     const resize = offload<typeof import("./resize.ts")>(new URL("./resize.ts", import.meta.url), "resize");
 *     const small = await resize.with({ signal: context.signal })(image, 200);
 *
 * The type is that of the module; where it exports several functions the name is a type too:
 * `offload<typeof import("./images.ts"), "resize">(url, "resize")`. The module is loaded in the thread at the first call, TypeScript
 * as well. A call rejects with what the function throws, FlotillaError `overloaded` (503) when the queue is full, and the signal's reason
 * when that aborts: the thread is ended then.
 * @throws TypeError for an unknown option or a module that is no `file:` URL.
 */
export function offload<M, K extends FunctionNames<M> = FunctionNames<M>>(
  module: URL | string,
  name: K,
  settings: OffloadSettings = {},
): Offloaded<M[K]> {
  for (const option of Object.keys(settings)) {
    if (!known.has(option)) {
      throw new TypeError(`offload: unknown option "${option}"; known are ${[...known].join(", ")}`);
    }
  }
  const { deadlineMs } = settings;
  checkDeadline(deadlineMs);
  const url = moduleUrl(module);
  const own = settings.threads !== undefined || settings.maxQueue !== undefined ? makePool(settings) : undefined;
  const withCall = (call: OffloadCall) => {
    checkDeadline(call.deadlineMs);
    return (...args: unknown[]) => (own ?? sharedPool()).run(url, name, args, { deadlineMs, ...call });
  };
  return Object.assign(withCall({}), { with: withCall }) as unknown as Offloaded<M[K]>;
}

/** For an app's platform: a pool that `closeOffload` closes too. */
export const nodeOffload: OffloadFactory = makePool;

/** Waits for the calls that run, then ends the threads of every pool. A later call starts new ones. */
export async function closeOffload(): Promise<void> {
  await Promise.all([...pools].map((pool) => pool.close()));
}

function makePool(options: OffloadOptions): ThreadPool {
  const pool = new ThreadPool({ threads: options.threads, maxQueue: options.maxQueue });
  pools.add(pool);
  return pool;
}

function sharedPool(): ThreadPool {
  shared ??= makePool({});
  return shared;
}

function moduleUrl(module: URL | string): URL {
  const text = String(module);
  if (text.startsWith("file:")) return new URL(text);
  throw new TypeError(`offload: name the module as new URL("./work.ts", import.meta.url), not "${text}"`);
}

function checkDeadline(deadlineMs: number | undefined): void {
  if (deadlineMs === undefined || (deadlineMs > 0 && deadlineMs <= 2 ** 31 - 1)) return;
  throw new TypeError(`offload: deadlineMs is a number of milliseconds above 0, not ${deadlineMs}`);
}
