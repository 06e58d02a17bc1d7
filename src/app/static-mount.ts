import type { Exchange } from "../core/exchange.ts";
import type { Answer } from "./answer.ts";
import type { AppRun } from "./app-run.ts";
import { type Context, exchangeOf, platformOf } from "./context.ts";
import { Definition } from "./definition.ts";
import type { StaticFiles } from "./files/static-files.ts";
import type { Layer } from "./layer.ts";
import type { Mountable } from "./mount.ts";
import type { Platform } from "./platform/platform.ts";

/** Thrown through a plan: there is no such file here. */
const notHere = Symbol("not here");

/** A folder of files below a path; runs dependencies as a route does. Created by `app.static` and `app.frontend`. */
export class StaticMount implements Mountable {
  readonly #prefix: string;
  readonly #files: StaticFiles;
  readonly #check: boolean;
  readonly #route: Definition;
  readonly routes: readonly Definition[];

  constructor(prefix: string, files: StaticFiles, check: boolean, layers: readonly Layer[]) {
    this.#prefix = prefix;
    this.#files = files;
    this.#check = check;
    const handler = async (_: unknown, context: Context) => {
      const exchange = exchangeOf(context);
      const rest = exchange.path.slice(this.#prefix.length);
      const answer = await this.#files.answer(exchange, rest, platformOf(context), context.rootPath);
      if (answer === null) throw notHere;
      return answer;
    };
    this.#route = new Definition("GET", `${prefix}/{file...}`, { hidden: true }, handler, layers);
    this.routes = [this.#route];
  }

  async answer(exchange: Exchange, context: Context, run: AppRun): Promise<Answer | undefined> {
    const rest = exchange.path.slice(this.#prefix.length).replace(/^\//, "");
    try {
      return await run.plan(this.#route).run(exchange, context, { file: rest });
    } catch (error) {
      if (error === notHere) return undefined;
      throw error;
    }
  }

  async start(platform: Platform): Promise<void> {
    if (this.#check) await this.#files.check(platform);
    else if (platform.files === undefined)
      throw new Error(`${this.#prefix}: there are no files on the platform "${platform.name}"`);
  }
}
