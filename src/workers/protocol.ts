import type { LoadReport } from "../core/balance/least-busy.ts";

/** Which module to load and what of it to serve. */
export interface AppPlan {
  /** Path of the module to import: the source itself, or what it was transpiled to. */
  readonly file: string;
  /** Path of the user's source, for messages. */
  readonly source: string;
  /** Name of the export; undefined: `app`, then `default`, then the only one. */
  readonly exportName: string | undefined;
  /** The export is a function that makes the app. */
  readonly factory: boolean;
  /** `file` was made of TypeScript: what threads load must be, too. */
  readonly transpiled: boolean;
}

/** Durations in milliseconds. */
export interface WorkerServeOptions {
  readonly keepAliveTimeoutMs: number;
  readonly backlog: number;
  /** 0: no bound; dev uses 1, so that no connection outlives the code it was opened to. */
  readonly maxRequestsPerConnection: number;
  readonly accessLog: boolean;
}

/** An error as it is shown: in the terminal, and in dev as the answer. */
export interface ErrorReport {
  /** What failed, e.g. `"cannot load main.ts"`. */
  readonly title: string;
  readonly message: string;
  /** `file:line:column` of the first frame in the user's code. */
  readonly where: string | undefined;
  /** The lines around it. */
  readonly frame: string | undefined;
  readonly stack: string | undefined;
}

/** From the master to a worker. */
export type ToWorker =
  /** Imports this file ahead of the app (dev's spare): it imports the app's packages. */
  | { readonly type: "warm"; readonly file: string }
  /** Loads and serves; `listen`: the message carries a listening handle, to accept by itself. */
  | {
      readonly type: "serve";
      readonly plan: AppPlan;
      readonly options: WorkerServeOptions;
      readonly listen: boolean;
      /** Serve the error instead of ending when the app cannot be loaded. */
      readonly serveErrors: boolean;
      /** Milliseconds a worker whose master is gone may take to drain. */
      readonly graceMs: number;
    }
  /** Serves this error as the answer to everything. */
  | { readonly type: "serve-error"; readonly report: ErrorReport; readonly options: WorkerServeOptions }
  /** Carries an accepted, unread connection. `at`: milliseconds of the machine's monotonic clock. */
  | { readonly type: "lease"; readonly lease: number; readonly at: number }
  | { readonly type: "drain"; readonly graceMs: number; readonly idleMs: number };

/** From a worker to the master. */
export type FromWorker =
  /** Serves, or with `error` serves that error. */
  | { readonly type: "ready"; readonly error?: ErrorReport }
  | { readonly type: "failed"; readonly report: ErrorReport }
  /** Files that are part of the app though it does not import them: what threads run. Watched by dev. */
  | { readonly type: "sources"; readonly files: readonly string[] }
  /** Sent from inside the event loop: its absence says that the loop is blocked. */
  | { readonly type: "beat"; readonly load: LoadReport }
  | { readonly type: "taken"; readonly lease: number; readonly load: LoadReport }
  /** The lease came too late, or the worker is closing: the connection is still the master's. */
  | { readonly type: "refused"; readonly lease: number }
  /** A signal asked the worker itself to end: no more connections to it. */
  | { readonly type: "leaving" }
  /** The drain is over; `cut` exchanges did not end in time. */
  | { readonly type: "drained"; readonly cut: number };

/** A worker discards leases older than this. */
export const leaseMs = 100;

/** Milliseconds of the clock that all processes of a machine share. */
export function machineNow(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
