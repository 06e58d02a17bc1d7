import type { Peer } from "../../core/balance/peer.ts";
import { type AttemptFailure, type FailedAttempt, isIdempotent, retryRule } from "../../core/balance/retry-rule.ts";
import { FlotillaError } from "../../core/errors.ts";
import type { BodySink, Exchange } from "../../core/exchange.ts";
import { latin1 } from "../../http/latin1.ts";
import { headFields, headValue } from "../../http/parsed-head.ts";
import { type ResponseHead, relay } from "../../http/response-head.ts";
import { chunkSize, lastChunk } from "../../http/serialize.ts";
import type { UpstreamAttempt } from "../config/request-view.ts";
import { answerFields, upstreamHead } from "./heads.ts";
import type { ProxyPlan } from "./plan.ts";
import type { RequestContext } from "./request-context.ts";
import { openTunnel } from "./tunnel.ts";
import type { UpstreamConnection, UpstreamReceiver } from "./upstream-connection.ts";

/** A response body up to this that came whole is answered in one write. */
const wholeBytes = 16 * 1024;
/** Request body kept so that it can be sent again. */
const replayBytes = 64 * 1024;

/**
 * One proxied request: picks a peer, forwards both ways with back-pressure, moves on when an attempt fails and that is
 * safe. Made by the location's handler; ends with the exchange.
 */
export class ProxyRequest implements UpstreamReceiver, BodySink {
  private readonly plan: ProxyPlan;
  private readonly context: RequestContext;
  private readonly exchange: Exchange;
  private readonly target: string;
  private readonly idempotent: boolean;
  private peer: Peer | null = null;
  private connection: UpstreamConnection | null = null;
  private tried: Set<Peer> | null = null;
  private tries = 0;
  /** What the last failed attempt is answered with if there is no other. */
  private lastStatus = 502;
  private attemptStartedAt = 0;
  private readonly startedAt: number;
  private bodyRead = false;
  private bodyEnded = false;
  private trailers: readonly string[] = [];
  /** Request body sent so far, unless it was too long to keep. */
  private replay: Uint8Array[] | null = null;
  private replayed = 0;
  private replayable = true;
  /** Response head that waits to be sent together with the body; never longer than until the end of the read it came in. */
  private head: ResponseHead | null = null;
  /** The body that waits with it: its first piece is `input[inputStart, inputEnd)`, once there are more they are `body`. */
  private input: Buffer | null = null;
  private inputStart = 0;
  private inputEnd = 0;
  private body = "";
  private ended = false;

  constructor(plan: ProxyPlan, context: RequestContext, target: string) {
    this.plan = plan;
    this.context = context;
    this.exchange = context.exchange;
    this.target = target;
    this.idempotent = isIdempotent(context.exchange.method);
    this.startedAt = plan.timed || plan.action.nextUpstream.timeoutMs > 0 ? performance.now() : 0;
  }

  start(): void {
    this.exchange.onAbort(() => this.clientLeft());
    this.attempt(false);
  }

  private attempt(fresh: boolean): void {
    const { group, pools } = this.plan.upstream;
    this.peer ??= group.pick(this.tried);
    const { peer } = this;
    if (peer === null) {
      return this.giveUp(this.lastStatus, this.tries === 0 ? "no live upstreams" : "no further upstream to try");
    }
    const pool = pools[peer.index];
    this.connection = (fresh ? null : pool.take(this.idempotent)) ?? pool.connect(this.plan.action.connectTimeoutMs);
    if (this.plan.timed) this.attemptStartedAt = performance.now();
    const upgrade = this.plan.action.upgrade && this.exchange.wantsUpgrade;
    const head = upstreamHead(this.plan, this.exchange, this.target, this.context, upgrade);
    const bodyFollows = this.exchange.bodyLength !== 0;
    this.connection.start(this, this.exchange.method, head, bodyFollows, this.plan.action.readTimeoutMs);
    // The body is asked for once there is somebody to send it to: then a refused connection costs nothing of it.
    if (bodyFollows && this.connection.connected) this.sendBody();
  }

  // The request body, client → upstream

  onConnected(): void {
    this.connection?.renewTimeout(this.plan.action.readTimeoutMs);
    if (this.exchange.bodyLength !== 0) this.sendBody();
  }

  private sendBody(): void {
    if (!this.bodyRead) {
      this.bodyRead = true;
      this.exchange.readBody(this);
      return;
    }
    for (const chunk of this.replay ?? []) this.forward(chunk);
    if (this.bodyEnded) this.finishBody();
    else this.exchange.resumeBody();
  }

  onData(chunk: Uint8Array): boolean {
    const ready = this.connection?.connected ?? false;
    if (this.replayable) {
      this.replayed += chunk.byteLength;
      // A piece that comes between two attempts is kept whatever its size: `sendBody` sends it and goes on.
      this.replayable = this.replayed <= replayBytes || !ready;
      if (this.replayable) (this.replay ??= []).push(chunk);
      else this.replay = null;
    }
    return ready && this.forward(chunk);
  }

  private forward(chunk: Uint8Array): boolean {
    const connection = this.connection as UpstreamConnection;
    connection.renewTimeout(this.plan.action.readTimeoutMs);
    if (this.exchange.bodyLength !== null) return connection.write("", chunk, "");
    return connection.write(chunkSize(chunk.byteLength), chunk, "\r\n");
  }

  onUpstreamDrain(): void {
    if (!this.bodyEnded) this.exchange.resumeBody();
  }

  onEnd(trailers: readonly string[]): void {
    this.bodyEnded = true;
    this.trailers = trailers;
    if (this.connection !== null && this.connection.connected) this.finishBody();
  }

  private finishBody(): void {
    this.connection?.finishRequest(this.exchange.bodyLength === null ? lastChunk(this.trailers) : "");
  }

  /** The client's body broke off, or is larger than allowed: what the upstream got must stay visibly incomplete. */
  onError(error: Error): void {
    this.release();
    if (this.ended) return;
    if (error instanceof FlotillaError && error.code === "body_too_large" && !this.exchange.started) this.fail(413);
    else this.finish();
  }

  // The response, upstream → client

  onInterim(head: ResponseHead): void {
    // We answer `Expect` ourselves; everything else (103) is for the client.
    if (head.status !== 100) this.exchange.inform(head.status, answerFields(this.plan, head, this.context));
  }

  onResponseHead(head: ResponseHead): void {
    this.connection?.renewTimeout(this.plan.action.readTimeoutMs);
    const { statuses, failureStatuses } = this.plan.action.nextUpstream;
    if (head.status === 101) return this.switchProtocols(head);
    if (statuses.size > 0 && statuses.has(head.status) && this.mayRetryStatus()) {
      return this.attemptFailed("status", `upstream answered ${head.status}`, head.status);
    }
    const { group } = this.plan.upstream;
    const peer = this.peer as Peer;
    if (failureStatuses.has(head.status)) group.failed(peer);
    else if (group.succeeded(peer)) this.context.log("info", `upstream ${peer.name} is back in rotation`);
    const { plan } = this;
    this.head = head;
    if (plan.timed || !plan.relays) this.context.upstreamAnswered(head);
    if (head.hasDate && plan.keepsDate) this.exchange.autoDate = false;
    if (head.hasKeepAlive) plan.upstream.pools[peer.index].hint(headValue(head, "keep-alive") as string);
  }

  onResponseBody(buffer: Buffer, start: number, end: number): boolean {
    if (this.connection === null) return true;
    this.connection.renewTimeout(this.plan.action.readTimeoutMs);
    if (this.head !== null && this.waitingBytes + end - start <= wholeBytes) {
      if (this.input === null && this.body === "") {
        this.input = buffer;
        this.inputStart = start;
        this.inputEnd = end;
      } else this.body = this.waitingBody() + latin1(buffer, start, end);
      return true;
    }
    if (this.head !== null) this.begin();
    return this.write(Buffer.from(buffer.subarray(start, end)));
  }

  private get waitingBytes(): number {
    return this.input === null ? this.body.length : this.inputEnd - this.inputStart;
  }

  /** Takes the body that waits with the head. */
  private waitingBody(): string {
    const body = this.input === null ? this.body : latin1(this.input, this.inputStart, this.inputEnd);
    this.input = null;
    this.body = "";
    return body;
  }

  /** The read is used up and the response goes on: what is there is sent. */
  onPause(): void {
    if (this.head !== null && !this.begin()) this.throttle();
  }

  private begin(): boolean {
    const head = this.head as ResponseHead;
    this.head = null;
    const known = head.framing === "length" || (this.exchange.method === "HEAD" && head.contentLength > 0);
    const length = known ? head.contentLength : null;
    const fields = answerFields(this.plan, head, this.context);
    this.context.answered(head.status, fields);
    this.exchange.begin(head.status, fields, head.framing === "none" && this.exchange.method !== "HEAD" ? 0 : length);
    const body = this.waitingBody();
    return body === "" ? true : this.write(Buffer.from(body, "latin1"));
  }

  private write(chunk: Buffer): boolean {
    this.context.bodyBytesSent += chunk.length;
    return this.exchange.write(chunk) || this.throttle();
  }

  /** The client is slower than the upstream: reading stops until it has caught up. */
  private throttle(): false {
    const { connection } = this;
    // A slow client must not count as a silent upstream.
    connection?.renewTimeout(0);
    this.exchange.onDrain(() => {
      if (connection === null || connection !== this.connection) return;
      connection.renewTimeout(this.plan.action.readTimeoutMs);
      connection.resume();
    });
    return false;
  }

  onComplete(trailers: readonly string[]): void {
    this.connection = null;
    const { head, exchange } = this;
    if (head !== null && trailers.length === 0 && exchange.method !== "HEAD") {
      this.head = null;
      this.sendWhole(head);
    } else {
      if (head !== null) this.begin();
      this.record(exchange.status);
      exchange.end(trailers);
    }
    this.release();
    this.finish();
  }

  /** The whole response came in one read. */
  private sendWhole(head: ResponseHead): void {
    const { exchange, context, plan } = this;
    const { status } = head;
    context.bodyBytesSent = this.waitingBytes;
    const relays = plan.relays && head.hasLength && head.minorVersion === 1 && status !== 204 && status !== 304;
    if (relays && exchange.sendMessage !== undefined) {
      const message = relay(
        head,
        plan.responseFilter,
        exchange.persists === true,
        this.input,
        this.inputStart,
        this.inputEnd,
      );
      if (message !== null) {
        this.input = null;
        context.answered(status, plan.responseFilter);
        this.record(status);
        exchange.sendMessage(status, message, head.relayedHead);
        return;
      }
    }
    const fields = answerFields(plan, head, context);
    context.answered(status, fields);
    this.record(status);
    exchange.send(status, fields, this.waitingBody(), "latin1");
  }

  private switchProtocols(head: ResponseHead): void {
    const connection = this.connection as UpstreamConnection;
    if (!this.plan.action.upgrade || !this.exchange.wantsUpgrade) {
      return this.attemptFailed("invalid", "upstream switched protocols unasked", 502);
    }
    this.context.answered(101, headFields(head));
    this.record(101);
    openTunnel(this.exchange, head, connection);
    this.connection = null;
    this.release();
    this.finish();
  }

  // Failure

  onFailure(failure: AttemptFailure, message: string): void {
    this.attemptFailed(failure, message, failure === "timeout" || failure === "connect_timeout" ? 504 : 502);
  }

  private mayRetryStatus(): boolean {
    const { tries } = this.plan.action.nextUpstream;
    const possible = tries === 0 ? this.plan.upstream.group.tries : Math.min(tries, this.plan.upstream.group.tries);
    return this.tries + 1 < possible && (this.idempotent || this.plan.action.nextUpstream.conditions.nonIdempotent);
  }

  private attemptFailed(failure: AttemptFailure, message: string, status: number): void {
    const peer = this.peer as Peer;
    const connection = this.connection as UpstreamConnection;
    const attempt: FailedAttempt = {
      failure,
      idempotent: this.idempotent,
      requestSent: connection.connected,
      connectionReused: connection.carried > 0,
      responseBegun: connection.responseBegun,
      answerBegun: this.exchange.started,
      bodyReplayable: this.replayable,
    };
    const verdict = retryRule(attempt, this.plan.action.nextUpstream.conditions);
    this.head = null;
    this.input = null;
    this.body = "";
    this.record(status);
    connection.abandon();
    this.connection = null;
    if (verdict === "again") return this.attempt(true);
    const level = verdict === "next" ? "warn" : "error";
    this.context.log(
      level,
      `upstream ${peer.name}: ${message} (${failure})${verdict === "next" ? ", trying the next" : ""}`,
    );
    if (this.plan.upstream.group.failed(peer)) this.context.log("warn", `upstream ${peer.name} rests after failing`);
    this.release();
    this.tries++;
    this.lastStatus = status;
    this.tried ??= new Set();
    this.tried.add(peer);
    if (verdict === "next" && this.mayTryAgain()) this.attempt(false);
    else this.giveUp(status, message);
  }

  private mayTryAgain(): boolean {
    const { tries, timeoutMs } = this.plan.action.nextUpstream;
    if (tries > 0 && this.tries >= tries) return false;
    return timeoutMs === 0 || performance.now() - this.startedAt < timeoutMs;
  }

  private giveUp(status: number, message: string): void {
    if (this.tries === 0) this.context.log("error", `${this.plan.action.host}: ${message}`);
    if (this.exchange.started) {
      // What was sent cannot be taken back; cut, so that it cannot look complete.
      this.exchange.destroy(new FlotillaError("upstream_closed", message));
      this.finish();
    } else this.fail(status);
  }

  private fail(status: number): void {
    this.context.sendErrorPage(status);
    this.finish();
  }

  private clientLeft(): void {
    if (this.ended) return;
    this.record(499);
    this.release();
    this.finish();
  }

  /** Gives the peer and its connection back. A connection in mid-request is closed. */
  private release(): void {
    this.connection?.abandon();
    this.connection = null;
    if (this.peer !== null) this.plan.upstream.group.release(this.peer);
    this.peer = null;
  }

  private record(status: number): void {
    if (!this.plan.timed) return;
    const attempt: UpstreamAttempt = {
      address: this.peer?.name ?? this.plan.upstream.group.name,
      status,
      connectTimeMs: -1,
      headerTimeMs: -1,
      responseTimeMs: performance.now() - this.attemptStartedAt,
      bytesReceived: this.context.bodyBytesSent,
    };
    this.context.attempts = [...this.context.attempts, attempt];
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.replay = null;
    if (!this.exchange.closed) this.exchange.destroy();
    this.context.finished();
  }
}
