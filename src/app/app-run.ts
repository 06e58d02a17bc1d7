import type { Exchange } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import { type Answer, dropBody, fillReply, jsonFields, replyAnswer, sendAnswer } from "./answer.ts";
import type { App } from "./app.ts";
import { checkApp, refuseFaults } from "./check-app.ts";
import { backTo, Context, type ContextHost, exchangeOf, type Mark, markOf, setRoute, workAfter } from "./context.ts";
import { Deferred } from "./deferred.ts";
import type { Definition } from "./definition.ts";
import type { DependencyDefinition } from "./dependency.ts";
import { describeError } from "./describe-error.ts";
import { withoutBodyFields } from "./fields.ts";
import { HTTPError, methodNotAllowed } from "./http-error.ts";
import { Lifecycle } from "./lifecycle.ts";
import { Lifespan } from "./lifespan.ts";
import { type Chain, compose, type Gate, withFields } from "./middleware.ts";
import { type Mount, mountsFor } from "./mount.ts";
import { Documents } from "./openapi/documents.ts";
import { pathValues } from "./path-values.ts";
import type { Step } from "./plan/dependency-tree.ts";
import { Plan, type PlanHost } from "./plan/plan.ts";
import type { FormLimits, Platform } from "./platform/platform.ts";
import { headerListOf } from "./reply.ts";
import { Resources } from "./resources.ts";
import type { Match } from "./route-table.ts";
import { slashRedirect } from "./slash-redirect.ts";
import type { State } from "./types.ts";
import { Handshakes } from "./websocket/handshakes.ts";

/** What one run of an app differs in from another: a test's client has a run of its own. */
export interface RunOptions {
  readonly platform: Platform;
  /** What stands in for dependencies, by the definition they replace. */
  readonly overrides?: ReadonlyMap<DependencyDefinition, DependencyDefinition>;
  /** Called with each error that nobody expected, before it is answered with 500. True: it is dealt with, and not logged. */
  readonly onError?: (error: unknown, exchange: Exchange) => boolean;
  /** Called when nothing is left to do for an exchange: it was answered, its dependencies have ended, deferred work is done. */
  readonly onDone?: (exchange: Exchange) => void;
}

/**
 * An app that runs: its plans, resources, lifespan state and deferred work. Created by the app (its own run) and by test clients
 * (theirs); ends with `stop`.
 */
export class AppRun implements PlanHost, ContextHost {
  readonly app: App;
  readonly platform: Platform;
  /** Internal: the app's OpenAPI documents. */
  readonly documents: Documents;
  readonly #options: RunOptions;
  /** Runs of mounted apps: theirs alone, with the same overrides. */
  readonly #below = new Map<App, AppRun>();
  readonly #plans = new Map<Definition, Plan>();
  readonly #deferred = new Deferred();
  readonly #resources: Resources;
  readonly #handshakes: Handshakes;
  #chain: { readonly run: Chain; readonly of: number } | undefined;
  /** In order of their start. */
  readonly #running: Lifespan[] = [];
  readonly #life: Lifecycle;
  state: State = {} as State;

  constructor(app: App, options: RunOptions) {
    this.app = app;
    this.platform = options.platform;
    this.documents = new Documents(this);
    this.#options = options;
    this.#resources = new Resources((definition) => this.resolve(definition));
    this.#handshakes = new Handshakes(this);
    this.#life = new Lifecycle({ open: () => this.#open(), drain: () => this.#drain(), close: () => this.#close() });
  }

  get isStarted(): boolean {
    return this.#life.isStarted;
  }

  get logger(): Logger {
    return this.app.logger;
  }

  get rootPath(): string {
    return this.app.settings.rootPath;
  }

  get maxBodyBytes(): number {
    return this.app.settings.maxBodyBytes;
  }

  get formLimits(): FormLimits {
    return this.app.settings.formLimits;
  }

  readonly resolve = (definition: DependencyDefinition): DependencyDefinition =>
    this.#options.overrides?.get(definition.base)?.base ?? definition.base;

  resource(step: Step): unknown {
    return this.#resources.get(step.definition);
  }

  url(name: string, params: { readonly [name: string]: string | number }): string {
    const route = this.app.routeNamed(name);
    if (route === undefined) throw new TypeError(`url: no route has the name ${JSON.stringify(name)}`);
    return route.url(params);
  }

  /** The run of an app that is mounted in this one. */
  below(app: App): AppRun {
    let run = this.#below.get(app);
    if (run === undefined) this.#below.set(app, (run = new AppRun(app, this.#options)));
    return run;
  }

  /** A route's plan, made at the start or (without one) when first asked for. */
  plan(route: Definition): Plan {
    let plan = this.#plans.get(route);
    if (plan === undefined) this.#plans.set(route, (plan = new Plan(route, this)));
    return plan;
  }

  /** What can be told without a start. @throws TypeError that lists each route at fault with its place. */
  check(): void {
    refuseFaults(this.app, this.app.definitions, (route) => this.plan(route));
  }

  /**
   * Checks every route, then starts mounted apps, the lifespans and the resources that routes reach. Once; rejects with what is
   * wrong or what fails, and may then be tried again.
   */
  start(): Promise<void> {
    return this.#life.start();
  }

  async #open(): Promise<void> {
    const definitions = [...this.app.prepare(), ...this.app.mounts.flatMap(({ target }) => target.routes ?? [])];
    checkApp(this.app, definitions, (route) => this.plan(route));
    for (const { target } of this.app.mounts) await target.start?.(this.platform, this);
    this.#handshakes.prepare(definitions);
    for (const lifespan of this.app.lifespans) {
      const running = new Lifespan(lifespan);
      // What is further out counts.
      this.state = { ...(await running.open()), ...this.state };
      this.#running.push(running);
    }
    for (const route of definitions) {
      for (const step of this.plan(route).tree.steps) if (step.definition.perProcess) await this.resource(step);
    }
  }

  /** Closes WebSockets and waits for their handlers and for deferred work, then ends resources, lifespan and mounted apps. */
  stop(): Promise<void> {
    return this.#life.stop();
  }

  async #drain(): Promise<void> {
    await this.#handshakes.close();
    await this.drained();
  }

  /** Rejects with the first error, once all have ended. */
  async #close(): Promise<void> {
    const running = this.#running.splice(0).reverse();
    const ends = [async () => this.#resources.close(), ...running.map((lifespan) => async () => lifespan.close())];
    for (const { target } of this.app.mounts) ends.push(async () => target.stop?.(this));
    let failed: { error: unknown } | undefined;
    for (const end of ends) {
      try {
        await end();
      } catch (error) {
        failed ??= { error };
      }
    }
    this.state = {} as State;
    if (failed !== undefined) throw failed.error;
  }

  /** Resolves when no deferred work is left. */
  drained(): Promise<void> {
    return this.#deferred.drained();
  }

  /** Answers one exchange. Errors of handlers end here, as answers and log lines. */
  handle(exchange: Exchange): void {
    const { sockets } = this.platform;
    if (exchange.wantsUpgrade && sockets?.isHandshake(exchange)) {
      this.#handshakes.take(exchange, sockets);
      return;
    }
    const context = new Context(exchange, this, 200);
    const answer = this.answer(exchange, context);
    if (answer instanceof Promise) answer.then((made) => this.#send(exchange, context, made));
    else this.#send(exchange, context, answer);
  }

  /** Takes the handshake of a WebSocket below this app's mount. */
  handshake(exchange: Exchange, gates: readonly Gate[]): void {
    const { sockets } = this.platform;
    if (sockets !== undefined) this.#handshakes.take(exchange, sockets, gates);
  }

  /** The answer to an exchange, errors included. Never throws or rejects. */
  answer(exchange: Exchange, context: Context): Answer | Promise<Answer> {
    if (this.app.middlewares.length > 0) return this.#throughChain(context);
    return this.#core(exchange, context);
  }

  async #throughChain(context: Context): Promise<Answer> {
    const { middlewares } = this.app;
    if (this.#chain?.of !== middlewares.length) {
      const core: Chain = (inner) => {
        const { reply } = inner;
        const before = headerListOf(reply).flat;
        const answer = this.#core(exchangeOf(inner), inner);
        if (answer instanceof Promise) return answer.then((made) => fillReply(reply, withFields(made, before)));
        fillReply(reply, withFields(answer, before));
        return filled;
      };
      this.#chain = {
        of: middlewares.length,
        run: compose(middlewares, core, (error, inner, mark) => this.#rescue(exchangeOf(inner), inner, error, mark)),
      };
    }
    await this.#chain.run(context);
    return replyAnswer(context.reply);
  }

  #core(exchange: Exchange, context: Context): Answer | Promise<Answer> {
    const mark = markOf(context);
    try {
      const match = this.#find(exchange.method, exchange.path);
      if (match === undefined) return this.#miss(exchange, context);
      const { route, values } = match;
      setRoute(context, route, route.status);
      const answer = this.plan(route).run(exchange, context, pathValues(route.names, values));
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => this.#rescue(exchange, context, error, mark));
    } catch (error) {
      return this.#rescue(exchange, context, error, mark);
    }
  }

  #find(method: string, path: string): Match | undefined {
    const { table } = this.app;
    const match = table.find(method, path);
    return match === undefined && method === "HEAD" ? table.find("GET", path) : match;
  }

  /**
   * What no route answers: a mount, 405, a front end, the redirect to the form with (without) the slash, 404. As in Starlette, a mount
   * answers every method: a route for another one does not hide it. It does hide the pages of a front end, as in FastAPI.
   */
  #miss(exchange: Exchange, context: Context): Answer | Promise<Answer> {
    const methods = this.app.table.methods(exchange.path);
    const below = mountsFor(this.app.mounts, exchange.path);
    const mounts = methods.size > 0 ? below.filter(({ last }) => !last) : below;
    if (mounts.length > 0) return this.#mounted(exchange, context, mounts, methods);
    return this.#nothing(exchange, context, methods);
  }

  async #mounted(
    exchange: Exchange,
    context: Context,
    mounts: readonly Mount[],
    methods: Set<string>,
  ): Promise<Answer> {
    try {
      for (const { target } of mounts) {
        const answer = await target.answer(exchange, context, this);
        if (answer !== undefined) return answer;
      }
    } catch (error) {
      const union = error instanceof HTTPError && error.status === 405 && methods.size > 0;
      return await this.#rescue(exchange, context, union ? methodNotAllowed(methods.add("GET")) : error);
    }
    return await this.#nothing(exchange, context, methods);
  }

  #nothing(exchange: Exchange, context: Context, methods: Set<string>): Answer | Promise<Answer> {
    if (methods.size > 0) return this.#rescue(exchange, context, methodNotAllowed(methods));
    const location = this.app.settings.redirectSlashes
      ? slashRedirect(exchange, (path) => this.app.table.methods(path).size > 0, context.rootPath)
      : undefined;
    if (location !== undefined) return { status: 307, fields: ["location", location], body: null };
    const unserved = this.#handshakes.unserved(exchange);
    if (unserved !== undefined) return this.#rescue(exchange, context, unserved);
    return this.#rescue(exchange, context, new HTTPError(404));
  }

  /** The answer for an error, which is logged if nobody expected it. Nothing goes with it that was set after `mark`. */
  #rescue(
    exchange: Exchange,
    context: Context,
    error: unknown,
    mark: Mark = markOf(context),
  ): Answer | Promise<Answer> {
    backTo(context, mark);
    const { errors } = this.app;
    if (errors.isUnexpected(error)) this.#reportUnexpected(exchange, error);
    try {
      const answer = errors.answer(error, context);
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((failure: unknown) => this.#lastResort(exchange, failure));
    } catch (failure) {
      return this.#lastResort(exchange, failure);
    }
  }

  /** A handler of errors that failed itself. */
  #lastResort(exchange: Exchange, failure: unknown): Answer {
    this.#reportUnexpected(exchange, failure);
    return { status: 500, fields: jsonFields, body: '{"detail":"Internal Server Error"}' };
  }

  #reportUnexpected(exchange: Exchange, error: unknown): void {
    const where = `${exchange.method} ${exchange.path}`;
    // A client that closed only its half is still answered, but what it made fail is not our fault either.
    if (exchange.closed || exchange.signal.aborted) {
      this.logger.log("debug", `${where}: failed after the client left: ${describeError(error)}`);
      return;
    }
    if (this.#options.onError?.(error, exchange)) return;
    this.logger.log("error", `${where}: ${describeError(error)}`);
  }

  report(exchange: Exchange, what: string, error: unknown): void {
    if (this.#options.onError?.(error, exchange)) return;
    this.logger.log("error", `${exchange.method} ${exchange.path}: ${what}: ${describeError(error)}`);
  }

  /** Answers a handshake with an error; nothing goes with it that was set after `mark`. Never rejects. */
  async deny(exchange: Exchange, context: Context, error: unknown, mark: Mark): Promise<void> {
    const answer = await this.#rescue(exchange, context, error, mark);
    try {
      await sendAnswer(exchange, answer, this.platform);
    } catch (failure) {
      this.#sendFailure(exchange, context, answer, failure);
    }
  }

  #send(exchange: Exchange, context: Context, answer: Answer): void {
    let sending: Promise<void> | undefined;
    try {
      sending = sendAnswer(exchange, answer, this.platform);
    } catch (error) {
      this.#sendFailure(exchange, context, answer, error);
    }
    if (sending === undefined) this.#after(exchange, context);
    else {
      sending
        .catch((error: unknown) => this.#sendFailure(exchange, context, answer, error))
        .then(() => this.#after(exchange, context));
    }
  }

  /** An answer that could not be sent, or not to its end. What middlewares had set goes with the error's. */
  #sendFailure(exchange: Exchange, context: Context, failed: Answer, error: unknown): void {
    if (exchange.started) {
      this.report(exchange, "failed after its answer had begun", error);
      exchange.destroy(error instanceof Error ? error : undefined);
      return;
    }
    if (exchange.closed) return;
    const fields = this.app.middlewares.length > 0 ? withoutBodyFields(failed.fields) : [];
    const rescue = this.#rescue(exchange, context, error, { ...markOf(context), fields });
    const send = (made: Answer) => {
      try {
        const answer = withFields(made, fields);
        const { body } = answer;
        const plain = body === null || typeof body === "string" || body instanceof Uint8Array;
        exchange.send(answer.status, answer.fields, plain ? body : null);
        if (!plain) dropBody(body, context);
      } catch (failure) {
        this.report(exchange, "its error could not be answered", failure);
        exchange.send(500, jsonFields, '{"detail":"Internal Server Error"}');
      }
    };
    if (rescue instanceof Promise) rescue.then(send);
    else send(rescue);
  }

  #after(exchange: Exchange, context: Context): void {
    this.finish(exchange, workAfter(context));
  }

  /** Does what was put off until the end of an exchange. */
  finish(exchange: Exchange, work: readonly (() => unknown)[] | undefined): void {
    if (work === undefined) return this.done(exchange);
    const report = (error: unknown) => this.report(exchange, "deferred work failed", error);
    this.#deferred.run(work, report, () => this.done(exchange));
  }

  /** Nothing is left to do for an exchange. */
  done(exchange: Exchange): void {
    this.#options.onDone?.(exchange);
  }
}

const filled = Promise.resolve();
