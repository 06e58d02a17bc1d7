import type { Exchange } from "../../core/exchange.ts";
import type { AppRun } from "../app-run.ts";
import { unmarked, workAfter } from "../context.ts";
import { type Definition, socketMethod } from "../definition.ts";
import { HTTPError } from "../http-error.ts";
import { toJson } from "../json.ts";
import { type Gate, gatesOf } from "../middleware.ts";
import { mountsFor } from "../mount.ts";
import { pathValues } from "../path-values.ts";
import type { Run } from "../plan/plan.ts";
import type { WebSocketAcceptor } from "../platform/platform.ts";
import type { Match } from "../route-table.ts";
import { ValidationError } from "../validation-error.ts";
import { AppSocket, closeOf, isAnswered, peerOf, setAnswered } from "./app-socket.ts";
import type { Messages } from "./messages.ts";
import { asReason, isObserved, SocketClosed } from "./socket-closed.ts";

/** How long a stopping app waits for handlers whose sockets it has closed. */
const stopMs = 5000;

/**
 * The WebSockets of an app's run: finds the route of a handshake, runs it, and sees each socket to its end. Created by the run; `close`
 * ends what is open.
 */
export class Handshakes {
  readonly #run: AppRun;
  readonly #open = new Map<AppSocket, Promise<void>>();

  constructor(run: AppRun) {
    this.#run = run;
  }

  /** Makes ready for the WebSockets among the routes; warns where the platform has none. */
  prepare(routes: readonly Definition[]): void {
    const first = routes.find(({ isSocket }) => isSocket);
    if (first === undefined) return;
    const { name, sockets } = this.#run.platform;
    if (sockets !== undefined) sockets.prepare?.();
    else {
      const why = `there are no WebSockets on the platform "${name}"`;
      this.#run.logger.log("warn", `${first.titleWithPlace}: ${why}: answered with 501`);
    }
  }

  /** The error for a handshake that the platform cannot serve; undefined for any other request. */
  unserved(exchange: Exchange): HTTPError | undefined {
    const { app, platform } = this.#run;
    if (platform.sockets !== undefined || exchange.header("upgrade")?.toLowerCase() !== "websocket") return undefined;
    if (app.table.find(socketMethod, exchange.path) === undefined) return undefined;
    return new HTTPError(501, `There are no WebSockets on the platform "${platform.name}"`);
  }

  /** Takes a handshake: answers it in the end, whatever happens. `outer` are the gates of the apps around. */
  take(exchange: Exchange, acceptor: WebSocketAcceptor, outer: readonly Gate[] = []): void {
    const fault = acceptor.fault(exchange);
    if (fault !== undefined) {
      const fields = ["content-type", "application/json", ...fault.headers];
      exchange.send(fault.status, fields, toJson({ detail: fault.detail }));
      this.#run.done(exchange);
      return;
    }
    const { app } = this.#run;
    const gates = [...outer, ...gatesOf(app.middlewares)];
    const match = app.table.find(socketMethod, exchange.path);
    if (match !== undefined) {
      this.#start(exchange, acceptor, match, gates);
      return;
    }
    for (const { target } of mountsFor(app.mounts, exchange.path)) {
      if (target.handshake?.(exchange, this.#run, gates)) return;
    }
    acceptor.refuse(exchange, 1000, "");
    this.#run.done(exchange);
  }

  #start(exchange: Exchange, acceptor: WebSocketAcceptor, match: Match, gates: readonly Gate[]): void {
    let socket: AppSocket;
    let messages: Messages;
    try {
      messages = this.#run.plan(match.route).messages as Messages;
      socket = new AppSocket(exchange, this.#run, match.route, acceptor, messages);
    } catch (error) {
      // A route registered after the start that would have failed it.
      this.#run.report(exchange, `${match.route.title} cannot be served`, error);
      exchange.send(500, ["content-type", "application/json"], '{"detail":"Internal Server Error"}');
      this.#run.done(exchange);
      return;
    }
    const origin = exchange.header("origin")?.toLowerCase();
    if (messages.origins !== undefined && origin !== undefined && !messages.origins.includes(origin)) {
      acceptor.refuse(exchange, 1008, "");
      this.#run.done(exchange);
      return;
    }
    const ended = this.#serve(exchange, socket, match, gates).then(() => {
      this.#open.delete(socket);
      peerOf(socket)?.finished?.();
      this.#run.finish(exchange, workAfter(socket));
    });
    this.#open.set(socket, ended);
  }

  /** From the handshake to the end of handler and clean-up. Never rejects. */
  async #serve(exchange: Exchange, socket: AppSocket, { route, values }: Match, gates: readonly Gate[]): Promise<void> {
    const plan = this.#run.plan(route);
    let way: Run | undefined;
    try {
      for (const gate of gates) gate(socket);
      way = plan.begin(exchange, socket, pathValues(route.names, values));
      await way.prepare((input) => plan.call(input, socket));
      await way.handled();
      // What was not accepted by now is refused.
      await socket.close();
      await way.release();
    } catch (error) {
      await this.#failed(exchange, socket, route.title, way === undefined ? error : await way.fail(error));
    }
  }

  async #failed(exchange: Exchange, socket: AppSocket, title: string, error: unknown): Promise<void> {
    const closed = closeOf(socket);
    // It ended because the socket did.
    if (closed !== undefined && isCausedBy(error, closed)) return;
    const asked = error instanceof SocketClosed && !isObserved(error) ? error : undefined;
    if (isAnswered(socket)) {
      if (asked !== undefined) await socket.close(asked.code, asked.reason);
      else if (error instanceof HTTPError) {
        const reason = typeof error.detail === "string" ? asReason(error.detail) : "";
        await socket.close(error.status < 500 ? 1008 : 1011, reason);
      } else {
        this.#run.report(exchange, `${title} failed`, error);
        await socket.close(1011, "Internal Error");
      }
    } else if (asked !== undefined) await socket.close(asked.code, asked.reason);
    else if (error instanceof ValidationError) await socket.close(1008);
    else {
      setAnswered(socket);
      await this.#run.deny(exchange, socket, error, unmarked);
      await socket.close();
    }
  }

  /** Closes what is open, and waits a while for its handlers. */
  async close(): Promise<void> {
    if (this.#open.size === 0) return;
    for (const socket of this.#open.keys()) void socket.close(1012, "Service Restart");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, stopMs);
    });
    await Promise.race([Promise.all(this.#open.values()), late]);
    clearTimeout(timer);
    for (const socket of this.#open.keys()) {
      const message = `WebSocket ${socket.path}: its handler still runs ${stopMs / 1000} s after the close`;
      this.#run.logger.log("warn", `${message}: let it end when socket.signal aborts`);
    }
  }
}

/** Whether an error is the close itself, or says that it comes of it. */
function isCausedBy(error: unknown, closed: SocketClosed): boolean {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth++) {
    if (current === closed) return true;
    current = current.cause;
  }
  return false;
}
