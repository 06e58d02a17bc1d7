import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { HTTPError } from "../../app/http-error.ts";
import type { OffloadCall, OffloadOptions, OffloadPool } from "../../app/platform/platform.ts";
import { FlotillaError } from "../../core/errors.ts";
import { threadModule } from "./thread-module.ts";

/** A thread that had nothing to do for so long ends. Milliseconds. */
const idleMs = 60_000;
const defaultMaxQueue = 100;
/** How long `close` waits for calls that run. Milliseconds. */
const closeMs = 5000;

const fromSource = import.meta.url.endsWith(".ts");
const entry = fileURLToPath(new URL(fromSource ? "./offload-thread.cts" : "./offload-thread.cjs", import.meta.url));

/** What offload-thread answers. */
type Reply = { readonly value: unknown } | { readonly error: ThrownThere };

interface ThrownThere {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: string;
  readonly status?: number;
  readonly detail?: unknown;
}

/** Threads by piscina. Made by `offload()` or for an app; owns its threads, which do not keep the process alive; ends with `close`. */
export class ThreadPool implements OffloadPool {
  readonly #threads: number;
  readonly #maxQueue: number;
  #piscina: Piscina | undefined;
  /** Calls that run or wait. Counted here: piscina leaves calls with a signal out of its own `maxQueue`. */
  #calls = 0;
  #idle: (() => void) | undefined;

  constructor(options: OffloadOptions = {}) {
    this.#threads = whole("threads", options.threads ?? Math.max(1, availableParallelism() - 1), 1);
    this.#maxQueue = whole("maxQueue", options.maxQueue ?? defaultMaxQueue, 0);
  }

  async run(module: URL, name: string, args: readonly unknown[], call: OffloadCall): Promise<unknown> {
    const { signal, deadlineMs, transfer } = call;
    signal?.throwIfAborted();
    if (this.#calls >= this.#threads + this.#maxQueue) {
      throw new FlotillaError(
        "overloaded",
        `offload: ${this.#threads} threads are busy and ${this.#maxQueue} calls wait; try again later`,
      );
    }
    this.#calls++;
    const stop = new AbortController();
    const onAbort = () => stop.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer =
      deadlineMs === undefined ? undefined : setTimeout(() => stop.abort(late(name, deadlineMs)), deadlineMs);
    try {
      const task = { module: await threadModule(module), name, args };
      stop.signal.throwIfAborted();
      const options = { signal: stop.signal, transferList: transfer === undefined ? undefined : [...transfer] };
      const reply = (await this.#pool().run(task, options)) as Reply;
      if ("error" in reply) throw revived(reply.error);
      return reply.value;
    } catch (error) {
      stop.signal.throwIfAborted();
      throw error instanceof Error && error.message !== "" ? error : broken(name, error);
    } finally {
      this.#calls--;
      if (this.#calls === 0) this.#idle?.();
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #pool(): Piscina {
    if (this.#piscina === undefined) {
      this.#piscina = new Piscina({
        filename: entry,
        name: "run",
        minThreads: 0,
        maxThreads: this.#threads,
        idleTimeout: idleMs,
        // An idle thread would sleep in Atomics.wait otherwise: nothing the module left running (a connection's keep-alive) goes on.
        atomics: "disabled",
        recordTiming: false,
      });
      // A thread that dies without a call concerns nobody, and its call is told by itself.
      this.#piscina.on("error", () => {});
    }
    return this.#piscina;
  }

  async close(): Promise<void> {
    // Not piscina's own close, which may miss that all its threads are done and then takes its whole time-out.
    if (this.#calls > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
        timer = setTimeout(resolve, closeMs);
      });
      clearTimeout(timer);
    }
    const piscina = this.#piscina;
    this.#piscina = undefined;
    await piscina?.destroy();
  }
}

function whole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`offload: ${name} is a whole number from ${least} on, not ${value}`);
}

function late(name: string, deadlineMs: number): FlotillaError {
  return new FlotillaError("deadline_exceeded", `offload: ${name}() took longer than ${deadlineMs} ms`);
}

/** A thread dies of what nobody catches there; a DOMException arrives as an empty object, or without its message. */
function broken(name: string, thrown: unknown): Error {
  const message = `offload: ${name}() broke its thread: what it returned cannot be copied (structured clone), or what it left running threw`;
  return new Error(message, { cause: thrown });
}

function revived({ name, message, stack, code, status, detail }: ThrownThere): Error {
  if (status !== undefined && status >= 200 && status <= 599) {
    const error = new HTTPError(status, detail);
    if (stack !== undefined) error.stack = stack;
    return error;
  }
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}
