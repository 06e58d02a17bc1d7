import { type DependencyDefinition, usesOf } from "./dependency.ts";
import { isGenerator, type Unwind, unwind } from "./plan/cleanup.ts";
import type { Resolve } from "./plan/dependency-tree.ts";

/**
 * The resources of one run of an app: each is made once, what it uses first, and ended in reverse. Created by the run; ends with
 * `close`.
 */
export class Resources {
  readonly #resolve: Resolve;
  readonly #made = new Map<DependencyDefinition, { value: unknown; ready: boolean; promise: Promise<unknown> }>();
  readonly #unwinds: Unwind[] = [];

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  /** Its value; a promise until it has started. The first to ask starts it. */
  get(given: DependencyDefinition): unknown {
    const definition = this.#resolve(given.base);
    const known = this.#made.get(definition);
    if (known !== undefined) return known.ready ? known.value : known.promise;
    const entry = { value: undefined as unknown, ready: false, promise: Promise.resolve() as Promise<unknown> };
    entry.promise = this.#start(definition).then(
      (value) => {
        entry.value = value;
        entry.ready = true;
        return value;
      },
      (error: unknown) => {
        // The next to ask tries again.
        this.#made.delete(definition);
        throw error;
      },
    );
    this.#made.set(definition, entry);
    return entry.promise;
  }

  async #start(definition: DependencyDefinition): Promise<unknown> {
    const input: { [name: string]: unknown } = {};
    for (const [name, used] of usesOf(definition.options.use)) {
      const value = await this.get(used);
      if (name !== undefined) input[name] = value;
    }
    const made = (definition.make as (input: object) => unknown)(input);
    if (!isGenerator(made)) return await made;
    const { done, value } = (await made.next()) as IteratorResult<unknown>;
    if (done) throw new TypeError(`${definition.title} ended without a yield: yield once, where its value is ready`);
    this.#unwinds.push({ run: made, title: definition.title });
    return value;
  }

  /** Ends all that started, the last one first. Rejects with the first error, once all have ended. */
  async close(): Promise<void> {
    // What a request has begun to start would stay open otherwise.
    await Promise.allSettled([...this.#made.values()].map(({ promise }) => promise));
    this.#made.clear();
    await unwind(this.#unwinds.splice(0));
  }
}
