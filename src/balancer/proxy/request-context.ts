import { type Exchange, type FieldChoice, fieldValue } from "../../core/exchange.ts";
import type { LogLevel } from "../../core/logger.ts";
import { headText, headValue } from "../../http/parsed-head.ts";
import type { ResponseHead } from "../../http/response-head.ts";
import type { Location, ProxyAction, VirtualServer } from "../config/model.ts";
import type { RequestView, UpstreamAttempt } from "../config/request-view.ts";
import { addFields } from "./heads.ts";

/** What a request needs of the balancer that serves it. */
export interface ContextHost {
  readonly localAddress: string;
  readonly localPort: number;
  log(level: LogLevel, message: string): void;
  /** Page of an error we answer with ourselves. */
  errorPage(status: number, location: Location): { readonly contentType: string; readonly body: string };
  /** The request is over: the line for the access log. */
  requestFinished(context: RequestContext): void;
}

const none: readonly never[] = [];

/** One request at the balancer as variables, logs and error pages see it. Made by the listener's handler; ends with the exchange. */
export class RequestContext implements RequestView {
  readonly exchange: Exchange;
  readonly server: VirtualServer;
  readonly location: Location;
  readonly normalizedPath: string;
  attempts: readonly UpstreamAttempt[] = none;
  bodyBytesSent = 0;
  private readonly host: ContextHost;
  private readonly startedAt: number;
  private statusSent = 0;
  /** Fields of the answer; or which of the upstream's it has. */
  private fields: readonly string[] | FieldChoice = none;
  private upstream: ResponseHead | null = null;

  constructor(
    host: ContextHost,
    exchange: Exchange,
    server: VirtualServer,
    location: Location,
    normalizedPath: string,
  ) {
    this.host = host;
    this.exchange = exchange;
    this.server = server;
    this.location = location;
    this.normalizedPath = normalizedPath;
    this.startedAt = location.accessLogs.length > 0 ? performance.now() : 0;
  }

  get localAddress(): string {
    return this.host.localAddress;
  }

  get localPort(): number {
    return this.host.localPort;
  }

  private get proxy(): ProxyAction | null {
    return this.location.action.kind === "proxy" ? this.location.action : null;
  }

  get proxyHost(): string {
    return this.proxy?.host ?? "";
  }

  get proxyPort(): number {
    return this.proxy?.port ?? 0;
  }

  get status(): number {
    return this.statusSent;
  }

  get bytesSent(): number {
    return this.exchange.bytesSent;
  }

  get requestTimeMs(): number {
    return this.startedAt === 0 ? 0 : performance.now() - this.startedAt;
  }

  upstreamHeader(name: string): string | undefined {
    return this.upstream === null ? undefined : headValue(this.upstream, name);
  }

  sentHeader(name: string): string | undefined {
    if (!("keeps" in this.fields)) return fieldValue(this.fields, name);
    return this.fields.keeps(name) === true ? this.upstreamHeader(name) : undefined;
  }

  /** An upstream answered, in a location where logs or added fields may ask for its fields. */
  upstreamAnswered(head: ResponseHead): void {
    headText(head);
    this.upstream = head;
  }

  /** The answer has this status and these fields, or those of the upstream that a choice keeps. */
  answered(status: number, fields: readonly string[] | FieldChoice): void {
    this.statusSent = status;
    this.fields = fields;
  }

  log(level: LogLevel, message: string): void {
    const { exchange } = this;
    this.host.log(
      level,
      `${message}, client: ${exchange.remoteAddress}, request: "${exchange.method} ${exchange.path}"`,
    );
  }

  /** Answers with one of our own pages. */
  sendErrorPage(status: number, extra: readonly string[] = []): void {
    const page = this.host.errorPage(status, this.location);
    const fields = ["Content-Type", page.contentType, ...extra];
    addFields(fields, this.location.addHeaders, status, this);
    this.answered(status, fields);
    this.bodyBytesSent = page.body.length;
    this.exchange.send(status, fields, page.body);
  }

  /** The exchange is over, whatever its end. */
  finished(): void {
    if (this.statusSent === 0) this.statusSent = 499;
    this.host.requestFinished(this);
  }
}
