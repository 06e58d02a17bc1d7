import { readAll } from "../../core/body.ts";
import type { Exchange } from "../../core/exchange.ts";
import { isThenable } from "../../core/thenable.ts";
import { type Answer, answerOf, discardBody, type Encode } from "../answer.ts";
import { addRelease, type Context, checkTime, isBodyLimited, setBody, touchedReply } from "../context.ts";
import { withDeadline } from "../deadline.ts";
import type { Definition } from "../definition.ts";
import type { Pending } from "../inputs/place-reader.ts";
import { type BodyKind, parsedBody, readRequestBody } from "../inputs/request-body.ts";
import type { FormLimits, Platform } from "../platform/platform.ts";
import { setOwn } from "../reader/own.ts";
import type { Problem } from "../reader/problem.ts";
import type { Description } from "../schema/node.ts";
import { isStreamed } from "../streamed.ts";
import type { Place } from "../types.ts";
import { ValidationError } from "../validation-error.ts";
import { Messages } from "../websocket/messages.ts";
import { isGenerator, isGeneratorFunction, type Unwind, unwind, unwindWith } from "./cleanup.ts";
import { dependencyTree, type Resolve, type Step, type Tree } from "./dependency-tree.ts";
import { InputSet, RequestParts } from "./input-set.ts";
import { ResponseEncoder } from "./response-encoder.ts";
import { begun, type Items, StreamEncoder, untypedLines } from "./stream-answer.ts";

/** What the plans of an app's run share. */
export interface PlanHost {
  readonly resolve: Resolve;
  readonly platform: Platform;
  /** Of bodies that are held in memory. */
  readonly maxBodyBytes: number;
  readonly formLimits: FormLimits;
  /** The value of a resource; a promise while it starts. */
  resource(step: Step): unknown;
  /** An error nobody can be answered with any more. */
  report(exchange: Exchange, what: string, error: unknown): void;
}

type Handler = (input: { [name: string]: unknown }, context: Context) => unknown;

/**
 * A route, ready to run: its inputs, its dependencies in order and the writer of what it returns. Made when the app starts
 * (everything is checked then), compiled on the route's first request; owned by the app's run.
 */
export class Plan {
  readonly route: Definition;
  readonly tree: Tree;
  readonly inputs: InputSet;
  readonly bodyKind: BodyKind | undefined;
  readonly #host: PlanHost;
  readonly #handler: Handler;
  /** Undefined for WebSockets. */
  readonly responses: ResponseEncoder | undefined;
  readonly stream: StreamEncoder | undefined;
  /** Of WebSockets only. */
  readonly messages: Messages | undefined;
  readonly #encode: Encode | undefined;
  readonly #limits: FormLimits;
  /** Most bytes of a body that nothing else limits. */
  readonly #memoryLimit: number;
  /** Nothing to wait for before the handler. */
  readonly #immediate: boolean;
  /** Nothing but the body to wait for. */
  readonly #bodyOnly: boolean;
  readonly #noInput: boolean;
  /** Its handler is a `function*`. */
  readonly #generates: boolean;

  readonly strictContentType: boolean;

  /** @throws TypeError, SchemaError: what is wrong with the route's declaration. */
  constructor(route: Definition, host: PlanHost) {
    this.route = route;
    this.#host = host;
    this.#handler = route.handler as unknown as Handler;
    this.#generates = isGeneratorFunction(route.handler);
    this.tree = dependencyTree(route, host.resolve);
    const { query, headers, cookies, body, form, response, timeoutMs, formLimits } = route.options;
    this.inputs = new InputSet({ path: pathPlaces(route), query, headers, cookies, body, form }, route.names);
    checkPath(route, this.inputs);
    this.bodyKind = bodyKindOf(route, [...this.tree.steps.map(({ inputs }) => inputs), this.inputs]);
    this.responses = route.isSocket ? undefined : new ResponseEncoder(route);
    this.messages = route.isSocket ? new Messages(route) : undefined;
    this.#encode = this.responses?.encode;
    this.stream = isStreamed(response) ? new StreamEncoder(response as never, route) : undefined;
    this.strictContentType = route.strictContentType;
    this.#limits = { ...host.formLimits, ...formLimits };
    const inMemory = this.bodyKind !== undefined && this.bodyKind !== "form";
    this.#memoryLimit = inMemory ? host.maxBodyBytes : Number.POSITIVE_INFINITY;
    this.#immediate = this.tree.steps.length === 0 && this.bodyKind === undefined && timeoutMs === undefined;
    this.#bodyOnly =
      this.tree.steps.length === 0 &&
      timeoutMs === undefined &&
      this.bodyKind !== undefined &&
      this.bodyKind !== "form";
    this.#noInput = this.inputs.isEmpty && this.#immediate;
  }

  /** Of all bodies that the route may answer with. */
  get responseDescriptions(): Description[] {
    const { own, others } = this.responses?.models ?? { own: undefined, others: new Map() };
    return [own, ...others.values(), this.stream?.model].flatMap((model) =>
      model === undefined ? [] : [model.description],
    );
  }

  /** Runs the route for one request. Throws (or rejects) with whatever has no answer of its own yet. */
  run(exchange: Exchange, context: Context, values: { readonly [name: string]: string }): Answer | Promise<Answer> {
    const { maxBodyBytes, timeoutMs } = this.route.options;
    if (maxBodyBytes !== undefined) exchange.maxBodyBytes = maxBodyBytes;
    else if (this.#memoryLimit < exchange.maxBodyBytes && !isBodyLimited(context)) {
      exchange.maxBodyBytes = this.#memoryLimit;
    }
    if (!this.#immediate) {
      if (this.#bodyOnly) return readAll(exchange).then((bytes) => this.#withBody(exchange, context, values, bytes));
      if (timeoutMs !== undefined) return this.#timed(exchange, context, values, timeoutMs);
      return new Run(this, this.#host, exchange, context, values, this.#limits).execute();
    }
    let input: { [name: string]: unknown } = noInput;
    if (!this.#noInput) {
      const problems: Problem[] = [];
      const pending: Pending[] = [];
      input = this.inputs.read(new RequestParts(exchange, values), problems, pending);
      if (pending.length > 0) return this.#later(input, problems, pending, context);
      if (problems.length > 0) throw new ValidationError(problems);
    }
    const result = this.#handler(input, context);
    if (isThenable(result)) return this.#settled(result, context);
    return this.answer(result, context);
  }

  /** The common way of a POST: one promise, for the body, and none of the bookkeeping of a Run. */
  #withBody(
    exchange: Exchange,
    context: Context,
    values: { readonly [name: string]: string },
    bytes: Uint8Array,
  ): Answer | Promise<Answer> {
    checkTime(context);
    const parts = new RequestParts(exchange, values);
    const kind = this.bodyKind as Exclude<BodyKind, "form">;
    setBody(context, bytes);
    const body = parsedBody(exchange, kind, this.strictContentType, bytes);
    parts.body = body;
    const problems: Problem[] = [];
    const pending: Pending[] = [];
    const input = this.inputs.read(parts, problems, pending);
    const given = body.kind === "json" ? body.value : undefined;
    if (pending.length > 0) return this.#later(input, problems, pending, context, given);
    if (problems.length > 0) throw new ValidationError(problems, given);
    const result = this.#handler(input, context);
    if (isThenable(result)) return this.#settled(result, context);
    return this.answer(result, context);
  }

  /** Whatever the handler's promise is, the answer's is one of ours. */
  #settled(result: PromiseLike<unknown>, context: Context): Promise<Answer> {
    return Promise.resolve(result).then((value) => this.answer(value, context));
  }

  async #later(
    input: { [name: string]: unknown },
    problems: Problem[],
    pending: Pending[],
    context: Context,
    body?: unknown,
  ): Promise<Answer> {
    await settle(pending);
    if (problems.length > 0) throw new ValidationError(problems, body);
    return await this.answer(await this.#handler(input, context), context);
  }

  #timed(
    exchange: Exchange,
    context: Context,
    values: { readonly [name: string]: string },
    timeoutMs: number,
  ): Promise<Answer> {
    return withDeadline(
      context,
      timeoutMs,
      (fork) => new Run(this, this.#host, exchange, fork, values, this.#limits).execute(),
      ({ body }) => discardBody(body),
    );
  }

  /** One WebSocket on its way through the plan. */
  begin(exchange: Exchange, context: Context, values: { readonly [name: string]: string }): Run {
    return new Run(this, this.#host, exchange, context, values, this.#limits);
  }

  /** Calls the handler with an input that is complete. */
  call(input: { [name: string]: unknown }, context: Context): unknown {
    return this.#handler(input, context);
  }

  /** The answer for what the handler returned. */
  answer(result: unknown, context: Context): Answer | Promise<Answer> {
    if (typeof result === "object" && result !== null && this.#yields(result)) {
      return begun(result).then((items) => {
        const body = this.stream === undefined ? untypedLines(items) : this.stream.body(items);
        return answerOf(body, this.route.status, touchedReply(context));
      });
    }
    return answerOf(result, this.route.status, touchedReply(context), this.#encode);
  }

  /** Whether what the handler returned is items one by one. A ReadableStream is bytes, unless the route says otherwise. */
  #yields(result: object): result is Items {
    if (Symbol.asyncIterator in result) return this.stream !== undefined || !(result instanceof ReadableStream);
    return (this.#generates || this.stream !== undefined) && isGenerator(result);
  }
}

const noInput: { [name: string]: never } = Object.freeze({});

/** One request on its way through a plan that has dependencies, a body or a deadline. Ends with `release`. */
export class Run {
  readonly #plan: Plan;
  readonly #host: PlanHost;
  readonly #exchange: Exchange;
  readonly #context: Context;
  readonly #limits: FormLimits;
  readonly #parts: RequestParts;
  readonly #problems: Problem[] = [];
  readonly #pending: Pending[] = [];
  readonly #values: unknown[] = [];
  #failed: boolean[] | undefined;
  readonly #functionScoped: Unwind[] = [];
  readonly #requestScoped: Unwind[] = [];

  constructor(
    plan: Plan,
    host: PlanHost,
    exchange: Exchange,
    context: Context,
    values: { readonly [name: string]: string },
    limits: FormLimits,
  ) {
    this.#plan = plan;
    this.#host = host;
    this.#exchange = exchange;
    this.#context = context;
    this.#limits = limits;
    this.#parts = new RequestParts(exchange, values);
  }

  /** From the request to the answer. What is still open afterwards is ended with the context's other work. */
  async execute(): Promise<Answer> {
    try {
      const result = await this.prepare((input) => this.#plan.call(input, this.#context));
      if (this.#functionScoped.length > 0) await this.handled();
      const answer = await this.#plan.answer(result, this.#context);
      if (this.#requestScoped.length > 0 || this.#parts.body?.kind === "form")
        addRelease(this.#context, () => this.release());
      return answer;
    } catch (error) {
      throw await this.fail(error);
    }
  }

  /** Ends what does not last until after the answer. */
  async handled(): Promise<void> {
    if (this.#functionScoped.length > 0) await unwind(this.#functionScoped.splice(0));
  }

  /** Reads the inputs, makes the dependencies and hands them to `use`. @throws ValidationError, and what dependencies throw. */
  async prepare(use: (input: { [name: string]: unknown }) => unknown): Promise<unknown> {
    const { bodyKind, tree, inputs } = this.#plan;
    if (bodyKind !== undefined) await this.#readBody(bodyKind);
    checkTime(this.#context);
    for (let i = 0; i < tree.steps.length; i++) {
      const value = this.#make(tree.steps[i], i);
      this.#values[i] = isThenable(value) ? await value : value;
      checkTime(this.#context);
    }
    const input = inputs.read(this.#parts, this.#problems, this.#pending);
    if (this.#pending.length > 0) await settle(this.#pending);
    if (this.#problems.length > 0) throw new ValidationError(this.#problems, this.#bodyValue());
    this.#give(input, tree.uses);
    return await use(input);
  }

  async #readBody(kind: BodyKind): Promise<void> {
    const { strictContentType } = this.#plan;
    const body = await readRequestBody(this.#exchange, kind, strictContentType, this.#limits, this.#host.platform);
    this.#parts.body = body;
    if (body.kind !== "form") setBody(this.#context, body.bytes);
  }

  #bodyValue(): unknown {
    const { body } = this.#parts;
    if (body === undefined || body.kind === "raw") return undefined;
    return body.kind === "json"
      ? body.value
      : Object.fromEntries(body.form.parts.map(({ name, value }) => [name, value]));
  }

  /** What is wrong with its own inputs is told even where something it uses has failed, as FastAPI does. */
  #make(step: Step, index: number): unknown {
    if (step.constant !== undefined) return step.constant;
    if (step.definition.perProcess) return this.#host.resource(step);
    const before = this.#problems.length;
    const input = step.inputs.isEmpty ? {} : step.inputs.read(this.#parts, this.#problems, this.#pending);
    if (this.#pending.length === 0) return this.#begin(step, index, input, before);
    return settle(this.#pending).then(() => this.#begin(step, index, input, before));
  }

  #begin(step: Step, index: number, input: { [name: string]: unknown }, before: number): unknown {
    const wrong = this.#problems.length > before || step.uses.some(({ step: used }) => this.#failed?.[used]);
    return wrong ? this.#fail(index) : this.#start(step, input);
  }

  #fail(index: number): undefined {
    this.#failed ??= [];
    this.#failed[index] = true;
    return undefined;
  }

  #start(step: Step, input: { [name: string]: unknown }): unknown {
    const { definition } = step;
    this.#give(input, step.uses);
    const made = (definition.make as Handler)(input, this.#context);
    if (!isGenerator(made)) return made;
    const title = definition.title;
    const yielded = (made.next as () => unknown)();
    const scoped = definition.options.scope === "function" ? this.#functionScoped : this.#requestScoped;
    const take = ({ done, value }: IteratorResult<unknown>): unknown => {
      if (done) throw new TypeError(`${title} ended without a yield: yield once, where its value is ready`);
      scoped.push({ run: made, title });
      return value;
    };
    return isThenable(yielded)
      ? yielded.then(take as (value: unknown) => unknown)
      : take(yielded as IteratorResult<unknown>);
  }

  #give(input: { [name: string]: unknown }, uses: Tree["uses"]): void {
    for (const { name, step } of uses) if (name !== undefined) setOwn(input, name, this.#values[step]);
  }

  /** Ends all dependencies with an error, and says which one came out. */
  async fail(error: unknown): Promise<unknown> {
    const open = [...this.#requestScoped.splice(0), ...this.#functionScoped.splice(0)];
    const out = open.length === 0 ? error : await unwindWith(open, error);
    await this.#dropForm();
    return out;
  }

  /** Ends what lasts until after the answer. Errors are reported: there is nobody left to answer. */
  async release(): Promise<void> {
    try {
      await unwind(this.#requestScoped.splice(0));
    } catch (error) {
      this.#host.report(this.#exchange, "a dependency failed after the answer", error);
    }
    await this.#dropForm();
  }

  async #dropForm(): Promise<void> {
    const { body } = this.#parts;
    if (body?.kind !== "form") return;
    try {
      await body.form.cleanUp();
    } catch (error) {
      this.#host.report(this.#exchange, "files of a form could not be removed", error);
    }
  }
}

async function settle(pending: Pending[]): Promise<void> {
  for (const { validated, take } of pending.splice(0)) take(await validated);
}

/** Path declarations of the layers, the outermost first, then the route's own. */
function pathPlaces(route: Definition): Place[] {
  return [...route.layers.map(({ path }) => path), route.options.path].filter((place) => place !== undefined);
}

function checkPath(route: Definition, inputs: InputSet): void {
  for (const { description } of inputs.path) {
    const names = Object.keys(description.node.properties ?? {});
    for (const name of names) {
      if (route.names.includes(name)) continue;
      throw new TypeError(`path declares ${name}, but ${route.template} has no {${name}}`);
    }
  }
}

function bodyKindOf(route: Definition, sets: readonly InputSet[]): BodyKind | undefined {
  const kinds = new Set(sets.map(({ bodyKind }) => bodyKind).filter((kind) => kind !== undefined));
  if (kinds.size > 1) {
    throw new TypeError(
      `the route and its dependencies read the body as ${[...kinds].join(" and as ")}: it can be read as one only`,
    );
  }
  const [kind] = kinds;
  if (kind !== undefined && route.isSocket) throw new TypeError("a WebSocket has no body to read");
  return kind;
}
