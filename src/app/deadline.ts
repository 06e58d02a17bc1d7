import { type Context, forkOf, joinFork, releasesOf } from "./context.ts";
import { describeError } from "./describe-error.ts";
import { HTTPError } from "./http-error.ts";

/** A timer of more is over at once. */
const longestMs = 2 ** 31 - 1;

/**
 * Runs `work` on a fork of the context until its time is up: then rejects with a 504, the fork's signal is aborted, and whatever
 * `work` still does to its context goes nowhere. It begins nothing more: no dependency, no handler. When that comes to an end it is cleaned up after; `late` lets go of what it made.
 * @throws HTTPError 504; what `work` throws.
 */
export async function withDeadline<T>(
  context: Context,
  timeoutMs: number,
  work: (fork: Context) => Promise<T>,
  late: (made: T, fork: Context) => unknown,
): Promise<T> {
  const { fork, abort } = forkOf(context);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const running = work(fork);
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        over = true;
        const error = new HTTPError(504, `The request took longer than ${timeoutMs} ms`);
        reject(error);
        abort.abort(error);
      },
      Math.min(timeoutMs, longestMs),
    );
  });
  try {
    const made = await Promise.race([running, tooLong]);
    joinFork(context, fork);
    return made;
  } catch (error) {
    if (over) void cleanUp(running, fork, late);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function cleanUp<T>(
  running: Promise<T>,
  fork: Context,
  late: (made: T, fork: Context) => unknown,
): Promise<void> {
  let made: T;
  try {
    made = await running;
  } catch {
    // It was told to stop, and has.
    return;
  }
  try {
    await late(made, fork);
    for (const release of releasesOf(fork)) await release();
  } catch (error) {
    fork.log.log("error", `${fork.method} ${fork.path}: failed after its time was up: ${describeError(error)}`);
  }
}
