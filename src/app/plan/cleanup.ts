/** A generator that is stopped at its `yield`, to be ended. */
export interface Unwind {
  readonly run: AsyncGenerator<unknown, unknown, never> | Generator<unknown, unknown, never>;
  readonly title: string;
}

/**
 * Resumes generators behind their `yield`, the last one first. Rejects with the first error, once all of them have ended.
 */
export async function unwind(unwinds: readonly Unwind[]): Promise<void> {
  let failed: { error: unknown } | undefined;
  for (let i = unwinds.length - 1; i >= 0; i--) {
    try {
      if (failed === undefined) await resumed(unwinds[i]);
      else await thrownInto(unwinds[i], failed.error);
    } catch (error) {
      failed = { error };
    }
  }
  if (failed !== undefined) throw failed.error;
}

/**
 * Throws an error into generators at their `yield`, the last one first: what one throws goes on to the next, so a dependency can
 * turn an error of the handler into another. Resolves to the error that came out at the end.
 */
export async function unwindWith(unwinds: readonly Unwind[], error: unknown): Promise<unknown> {
  let current = error;
  for (let i = unwinds.length - 1; i >= 0; i--) {
    try {
      await thrownInto(unwinds[i], current);
      // It swallowed the error; there is still no answer to send.
      current = new Error(
        `${unwinds[i].title} caught an error of its user and threw none: throw it on, or another one`,
        {
          cause: current,
        },
      );
    } catch (thrown) {
      current = thrown;
    }
  }
  return current;
}

async function resumed({ run, title }: Unwind): Promise<void> {
  const { done } = await run.next();
  if (!done) await endedEarly(run, title);
}

async function thrownInto({ run, title }: Unwind, error: unknown): Promise<void> {
  const { done } = await run.throw(error);
  if (!done) await endedEarly(run, title);
}

async function endedEarly(run: Unwind["run"], title: string): Promise<never> {
  await (run.return as (value: undefined) => unknown).call(run, undefined);
  throw new TypeError(`${title} yielded twice: yield once, where its value is ready`);
}

/** Whether a made value is a generator object, which yields the real one. */
export function isGenerator(value: unknown): value is Unwind["run"] {
  if (typeof value !== "object" || value === null) return false;
  const tag = (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return tag === "AsyncGenerator" || tag === "Generator";
}

/** Whether a function makes generator objects. One that returns somebody else's cannot be told. */
export function isGeneratorFunction(make: unknown): boolean {
  const tag = (make as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return tag === "AsyncGeneratorFunction" || tag === "GeneratorFunction";
}
