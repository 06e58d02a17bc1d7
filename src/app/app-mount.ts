import type { Exchange } from "../core/exchange.ts";
import type { Answer } from "./answer.ts";
import type { App } from "./app.ts";
import type { AppRun } from "./app-run.ts";
import { addRelease, Context, workAfter } from "./context.ts";
import type { Gate } from "./middleware.ts";
import type { Mountable } from "./mount.ts";
import type { Platform } from "./platform/platform.ts";
import { prefixedExchange } from "./prefixed-exchange.ts";

/** An App below a path of another one: it has its own middlewares, error handlers, docs and lifespan. */
export class AppMount implements Mountable {
  readonly prefix: string;
  readonly app: App;

  constructor(prefix: string, app: App) {
    this.prefix = prefix;
    this.app = app;
  }

  async answer(exchange: Exchange, outer: Context, outerRun: AppRun): Promise<Answer> {
    const run = outerRun.below(this.app);
    const inner = prefixedExchange(exchange, this.prefix, outer.rootPath);
    const context = new Context(inner, run, 200, undefined, outer);
    const answer = await run.answer(inner, context);
    // What the inner app put off is done after the answer, which the outer one sends.
    for (const work of workAfter(context) ?? []) addRelease(outer, work);
    return answer;
  }

  handshake(exchange: Exchange, outerRun: AppRun, gates: readonly Gate[]): boolean {
    const inner = prefixedExchange(exchange, this.prefix, exchange.rootPath ?? outerRun.rootPath);
    outerRun.below(this.app).handshake(inner, gates);
    return true;
  }

  start(_platform: Platform, outerRun: AppRun): Promise<void> {
    return outerRun.below(this.app).start();
  }

  stop(outerRun: AppRun): Promise<void> {
    return outerRun.below(this.app).stop();
  }
}
