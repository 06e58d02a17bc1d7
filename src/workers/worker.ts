import { pathToFileURL } from "node:url";
import type { LoadReport } from "../core/balance/least-busy.ts";
import type { ExchangeHandler } from "../core/exchange.ts";
import { nodePlatform } from "../server/platform/node-platform.ts";
import { Server } from "../server/server.ts";
import { toHandler } from "../server/target.ts";
import type { RawHandle } from "../server/types.ts";
import { AccessLog } from "./access-log.ts";
import { reportOf } from "./code-frame.ts";
import { ErrorHandler } from "./error-handler.ts";
import { pickExport } from "./exports.ts";
import { type AppPlan, type ErrorReport, type FromWorker, leaseMs, machineNow, type ToWorker } from "./protocol.ts";
import { transpileForThreads } from "./thread-sources.ts";

/** How often the load is looked at, and how long an unchanged one stays unsaid. Milliseconds. */
const lookMs = 25;
const beatMs = 500;

/** What stopped a load, with the report to show. */
class LoadFailure extends Error {
  readonly report: ErrorReport;

  constructor(report: ErrorReport) {
    super(report.message);
    this.report = report;
  }
}

/**
 * The worker's side: loads the app, serves it, reports its load from inside the event loop, drains. Made by worker-main;
 * ends with the process.
 */
export class Worker {
  private readonly process: NodeJS.Process;
  private server: Server | null = null;
  private handler: ExchangeHandler | null = null;
  private log: AccessLog | undefined;
  private taken = 0;
  private graceMs = 1000;
  private draining = false;
  private closed = false;
  private lastBeat = { at: 0, text: "" };

  constructor(process: NodeJS.Process) {
    this.process = process;
  }

  run(): void {
    this.process.on("message", (message: ToWorker, handle: unknown) => {
      this.receive(message, handle as RawHandle | undefined);
    });
    // Whoever read our output is gone: no reason to stop serving.
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("error", () => {});
    // The master is gone, however it ended: nobody else would stop us.
    this.process.on("disconnect", () => void this.drain(this.graceMs, 0));
    // Ctrl-C reaches the whole process group; what to do about it is the master's decision.
    this.process.on("SIGINT", () => {});
    this.process.on("SIGTERM", () => {
      this.send({ type: "leaving" });
      void this.drain(this.graceMs, 500);
    });
  }

  private receive(message: ToWorker, handle: RawHandle | undefined): void {
    switch (message.type) {
      case "warm":
        import(pathToFileURL(message.file).href).catch(() => {});
        return;
      case "serve":
        this.graceMs = message.graceMs;
        void this.serve(message, handle);
        return;
      case "serve-error":
        this.open(new ErrorHandler(message.report), message.options, undefined);
        this.send({ type: "ready", error: message.report });
        return;
      case "lease":
        this.lease(message.lease, message.at, handle);
        return;
      case "drain":
        void this.drain(message.graceMs, message.idleMs);
    }
  }

  private async serve(order: ToWorker & { type: "serve" }, handle: RawHandle | undefined): Promise<void> {
    if (order.plan.transpiled) transpileForThreads((files) => this.send({ type: "sources", files }));
    try {
      const loaded = await load(order.plan);
      this.handler = loaded;
      this.open(loaded, order.options, order.listen ? handle : undefined);
      this.send({ type: "ready" });
    } catch (error) {
      const report = error instanceof LoadFailure ? error.report : reportOf(error, "cannot listen");
      if (order.serveErrors) {
        this.open(new ErrorHandler(report), order.options, undefined);
        this.send({ type: "ready", error: report });
        return;
      }
      this.send({ type: "failed", report }, () => this.process.exit(3));
    }
  }

  private open(
    handler: ExchangeHandler,
    options: (ToWorker & { type: "serve" })["options"],
    listener: RawHandle | undefined,
  ): void {
    const log = options.accessLog ? new AccessLog(this.process.stdout) : undefined;
    this.log = log;
    const server = new Server(handler, {
      keepAliveTimeoutMs: options.keepAliveTimeoutMs,
      maxRequestsPerConnection: options.maxRequestsPerConnection,
      ...(log === undefined ? {} : { onFinished: (record) => log.add(record) }),
    });
    this.server = server;
    if (listener !== undefined) server.listenHandle(listener, options.backlog);
    setInterval(() => this.beat(server), lookMs);
  }

  private load(server: Server): LoadReport {
    return { inFlight: server.inFlight, connections: server.connections, taken: this.taken };
  }

  private beat(server: Server): void {
    const load = this.load(server);
    const text = `${load.inFlight} ${load.connections} ${load.taken}`;
    const now = performance.now();
    if (text === this.lastBeat.text && now - this.lastBeat.at < beatMs) return;
    this.lastBeat = { at: now, text };
    this.send({ type: "beat", load });
  }

  /** DESIGN section 4, Dispatch: a lease older than 100 ms is not ours any more. */
  private lease(lease: number, at: number, handle: RawHandle | undefined): void {
    if (handle === undefined || this.server === null || this.closed || machineNow() - at > leaseMs) {
      handle?.close();
      this.send({ type: "refused", lease });
      return;
    }
    // Said before it is counted: until the next beat it is on its way, for its request is not in flight yet.
    this.send({ type: "taken", lease, load: this.load(this.server) });
    this.taken++;
    // Stopped (SIGSTOP) between the check and the confirmation: the master may have given it away meanwhile.
    if (machineNow() - at > 2 * leaseMs) handle.close();
    else this.server.adopt(handle);
  }

  private async drain(graceMs: number, idleMs: number): Promise<void> {
    const server = this.server;
    if (server === null) this.process.exit(0);
    if (this.draining) return;
    this.draining = true;
    const { cut } = await server.close({ graceMs, idleMs });
    this.closed = true;
    try {
      await this.handler?.stop?.();
    } catch (error) {
      this.process.stderr.write(`flotilla: error: stopping the app: ${error instanceof Error ? error.stack : error}\n`);
    }
    this.log?.flush();
    this.send({ type: "drained", cut }, () => this.process.exit(0));
  }

  private send(message: FromWorker, sent: () => void = () => {}): void {
    if (this.process.connected) this.process.send?.(message, undefined, {}, sent);
    else sent();
  }
}

/** Imports the module, picks the export, starts the app. @throws LoadFailure with the place in the user's code. */
async function load(plan: AppPlan): Promise<ExchangeHandler> {
  let step = `cannot load ${plan.source}`;
  try {
    const namespace = (await import(pathToFileURL(plan.file).href)) as { readonly [name: string]: unknown };
    const exported = await pickExport(namespace, plan.source, plan.exportName, plan.factory);
    const handler = toHandler(exported);
    step = `${plan.source} failed to start`;
    await handler.start?.(nodePlatform);
    return handler;
  } catch (error) {
    throw new LoadFailure(reportOf(error, step));
  }
}
