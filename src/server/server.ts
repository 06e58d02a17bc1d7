import type { ExchangeHandler } from "../core/exchange.ts";
import { Connection, type ConnectionOwner } from "./connection.ts";
import { FetchHandler } from "./fetch-handler.ts";
import { type Listener, type ListeningHandle, listen, listenOn } from "./listener.ts";
import { type Settings, settingsFrom } from "./settings.ts";
import type { CloseOptions, CloseReport, RawHandle, RunningServer, ServeOptions } from "./types.ts";

/** Resolution of every timeout: one walk over the connections instead of a timer each. */
const tickMs = 500;
/** How long a drain waits for the first request of connections accepted before it stopped listening. */
const freshMs = 500;

/**
 * Listeners, their connections and the coarse clock that times them. Made by `serve()`, a worker or the balancer; ends with
 * `close()`. `onIdle`-style work (drain) is decided on the same tick, and when an exchange or a connection ends.
 */
export class Server implements RunningServer, ConnectionOwner {
  readonly settings: Settings;
  readonly handler: ExchangeHandler;
  draining = false;
  leaving = false;
  now: number = performance.now();
  inFlight = 0;
  private readonly options: ServeOptions;
  private readonly listeners: Listener[] = [];
  private readonly open = new Set<Connection>();
  private ticker: NodeJS.Timeout | null = null;
  private stopped = false;
  private closing: Promise<CloseReport> | null = null;
  private progress: () => void = () => {};

  constructor(handler: ExchangeHandler, options: ServeOptions = {}) {
    this.handler = handler;
    this.options = options;
    this.settings = settingsFrom(options);
    if (handler instanceof FetchHandler) handler.logger = this.settings.logger;
  }

  /** Binds and accepts as the options say. May be called again with other addresses. @throws as `net.Server.listen`. */
  async listen(where: ServeOptions = this.options): Promise<void> {
    this.listeners.push(await listen(where, this.accept));
  }

  /** Accepts on a bound listening handle received from the master. */
  listenHandle(handle: RawHandle, backlog: number = this.options.backlog ?? 2048): void {
    this.listeners.push(listenOn(handle as ListeningHandle, backlog, this.accept));
  }

  get addresses(): readonly string[] {
    return this.listeners.map((listener) => listener.address);
  }

  get port(): number {
    return this.listeners[0]?.port ?? 0;
  }

  get connections(): number {
    return this.open.size;
  }

  adopt(handle: RawHandle): void {
    this.accept(handle);
  }

  private readonly accept = (handle: RawHandle): void => {
    if (this.stopped) return handle.close();
    if (this.ticker === null) this.startTicking();
    // Nagle's algorithm only delays answers that are written whole. A Unix socket has none.
    (handle as { setNoDelay?: (on: boolean) => void }).setNoDelay?.(true);
    this.open.add(new Connection(this, handle));
  };

  exchangeStarted(): void {
    this.inFlight++;
  }

  exchangeFinished(): void {
    this.inFlight--;
    if (this.draining) this.progress();
  }

  connectionClosed(connection: Connection): void {
    this.open.delete(connection);
    if (this.draining) this.progress();
    else if (this.open.size === 0 && this.ticker !== null) this.stopTicking();
  }

  private startTicking(): void {
    const { headTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs, writeTimeoutMs } = this.settings;
    const shortest = Math.min(
      ...[headTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs, writeTimeoutMs].filter((ms) => ms > 0),
    );
    this.now = performance.now();
    this.ticker = setInterval(() => this.tick(), Math.max(10, Math.min(tickMs, shortest / 4)));
  }

  private stopTicking(): void {
    if (this.ticker !== null) clearInterval(this.ticker);
    this.ticker = null;
  }

  private tick(): void {
    this.now = performance.now();
    for (const connection of this.open) connection.sweep(this.now);
    if (this.draining) this.progress();
  }

  private get someFresh(): boolean {
    for (const connection of this.open) if (connection.fresh) return true;
    return false;
  }

  private get busy(): boolean {
    if (this.inFlight > 0) return true;
    for (const connection of this.open) if (connection.busy) return true;
    return false;
  }

  close(options: CloseOptions = {}): Promise<CloseReport> {
    this.closing ??= this.drain(options.graceMs ?? 30_000, options.idleMs ?? 5000);
    return this.closing;
  }

  /**
   * Listening goes on while idle connections may send once more: a client that comes in that time is served. Then FIN to
   * what is idle; what is busy (heads half here, answers half taken and tunnels too) has until the deadline and is cut then.
   * Tunnels hear of it when listening ends, so that who comes back finds another server, but have half of the time for it.
   */
  private async drain(graceMs: number, idleMs: number): Promise<CloseReport> {
    this.draining = true;
    const start = performance.now();
    const early = setTimeout(() => this.leave(), graceMs / 2);
    await this.until(Math.min(idleMs, graceMs), () => this.open.size === 0);
    clearTimeout(early);
    this.leave();
    for (const listener of this.listeners) listener.close();
    // What clients sent in the last moment is still the kernel's: it is read before anybody is told to go.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (const connection of this.open) if (!connection.busy && !connection.fresh) connection.finishSoon();
    // Who was let in last has a request under way.
    const left = graceMs - (performance.now() - start);
    await this.until(Math.min(freshMs, left), () => !this.someFresh);
    for (const connection of this.open) if (!connection.busy) connection.finishSoon();
    await this.until(graceMs - (performance.now() - start), () => !this.busy);
    const cut = this.inFlight;
    for (const connection of this.open) {
      if (connection.busy) connection.cut(new Error("the server stopped before the answer was complete"));
      else connection.finishSoon();
    }
    await this.until(3000, () => this.open.size === 0);
    this.stopped = true;
    for (const connection of this.open) connection.socket.destroy();
    this.stopTicking();
    return { cut };
  }

  private leave(): void {
    this.leaving = true;
    for (const connection of this.open) connection.leave();
  }

  /** Waits until `done()` or for `timeoutMs`; `done` is asked whenever an exchange or a connection ends. */
  private until(timeoutMs: number, done: () => boolean): Promise<void> {
    if (done() || timeoutMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.progress = () => {};
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.progress = () => {
        if (done()) finish();
      };
    });
  }
}
