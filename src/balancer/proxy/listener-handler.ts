import type { Exchange, ExchangeHandler } from "../../core/exchange.ts";
import type { Logger, LogLevel } from "../../core/logger.ts";
import type { Listener, Location, ReturnAction, Upstream, VirtualServer } from "../config/model.ts";
import { errorPage } from "../error-pages.ts";
import { type Route, Router } from "../routing/router.ts";
import { addFields } from "./heads.ts";
import { type LiveUpstream, type ProxyPlan, planFor } from "./plan.ts";
import { ProxyRequest } from "./proxy-request.ts";
import { type ContextHost, RequestContext } from "./request-context.ts";

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Answers what comes in on one listener: chooses server and location, then proxies or returns. Made by the balancer for each listener. */
export class ListenerHandler implements ExchangeHandler, ContextHost {
  readonly localAddress: string;
  readonly localPort: number;
  private readonly router: Router;
  private readonly plans = new Map<Location, ProxyPlan>();
  private readonly logger: Logger;
  private readonly onFinished: ((context: RequestContext) => void) | null;

  constructor(
    listener: Listener,
    upstreams: ReadonlyMap<Upstream, LiveUpstream>,
    logger: Logger,
    onFinished: ((context: RequestContext) => void) | null,
  ) {
    this.localAddress = listener.address.kind === "tcp" ? listener.address.host : "";
    this.localPort = listener.address.kind === "tcp" ? listener.address.port : 0;
    this.logger = logger;
    this.onFinished = onFinished;
    this.router = new Router(listener);
    for (const server of listener.servers) {
      for (const location of [...server.locations, server.fallback]) {
        if (location.action.kind !== "proxy") continue;
        const live = upstreams.get(location.action.upstream) as LiveUpstream;
        this.plans.set(location, planFor(server, location, location.action, live));
      }
    }
  }

  handle(exchange: Exchange): void {
    const route = this.router.route(exchange);
    const context = new RequestContext(this, exchange, route.server, route.location, route.normalizedPath);
    if (route.redirect !== "") return this.redirect(context, route.status, route.redirect);
    if (route.status !== 0) return this.refuse(context, route.status);
    exchange.maxBodyBytes = route.location.maxBodyBytes === 0 ? Number.MAX_SAFE_INTEGER : route.location.maxBodyBytes;
    if ((exchange.bodyLength ?? 0) > exchange.maxBodyBytes) return this.refuse(context, 413);
    const { action } = route.location;
    const answer = route.server.answer ?? (action.kind === "return" ? action : null);
    if (answer !== null) this.answer(context, answer);
    else if (action.kind === "proxy") this.proxy(context, route);
    else this.refuse(context, 404);
  }

  private proxy(context: RequestContext, route: Route): void {
    const plan = this.plans.get(route.location) as ProxyPlan;
    new ProxyRequest(plan, context, this.router.upstreamTarget(route, context.exchange)).start();
  }

  private refuse(context: RequestContext, status: number): void {
    context.sendErrorPage(status);
    context.finished();
  }

  private redirect(context: RequestContext, status: number, to: string): void {
    context.sendErrorPage(status, ["Location", absolute(to, context)]);
    context.finished();
  }

  private answer(context: RequestContext, action: ReturnAction): void {
    const { exchange } = context;
    const text = action.text === null ? null : (action.text.constant ?? action.text.render(context));
    if (action.status === 444) exchange.destroy();
    else if (text === null) context.sendErrorPage(action.status);
    else if (redirects.has(action.status)) context.sendErrorPage(action.status, ["Location", absolute(text, context)]);
    else {
      const fields = ["Content-Type", action.contentType];
      addFields(fields, context.location.addHeaders, action.status, context);
      context.answered(action.status, fields);
      exchange.send(action.status, fields, text, "latin1");
      context.bodyBytesSent = text.length;
    }
    context.finished();
  }

  errorPage(status: number, location: Location): { readonly contentType: string; readonly body: string } {
    return errorPage(status, location.serverTokens);
  }

  log(level: LogLevel, message: string): void {
    this.logger.log(level, message);
  }

  requestFinished(context: RequestContext): void {
    this.onFinished?.(context);
  }
}

/** nginx makes a local redirect absolute. */
function absolute(target: string, context: RequestContext): string {
  if (!target.startsWith("/")) return target;
  const { scheme, authority } = context.exchange;
  return authority === "" ? target : `${scheme}://${authority}${target}`;
}

export type { VirtualServer };
