import type { LogLevel } from "../../core/logger.ts";
import type { SimpleBalancer } from "../config/flags.ts";

/** What a data plane has done since it started. */
export interface DataPlaneLoad {
  /** Requests being answered. */
  readonly inFlight: number;
  /** Requests that ended. */
  readonly requests: number;
  /** Of these, answered with a 5xx status, whoever made it. */
  readonly failed: number;
}

/** What the master knows of the servers of the upstream, by position. */
export interface Rotation {
  /** Whether it takes requests. */
  readonly use: readonly boolean[];
  /** How often it has been started: the failures of one process are not held against the next. */
  readonly starts: readonly number[];
}

/** From the master to the data plane. */
export type ToDataPlane =
  /** Carries the bound socket of the one listener. What crosses is text: a model holds compiled templates. */
  | {
      readonly type: "serve";
      readonly balancer: SimpleBalancer;
      /** Milliseconds a data plane whose master is gone may take to drain. */
      readonly graceMs: number;
    }
  | ({ readonly type: "rotation" } & Rotation)
  | { readonly type: "drain"; readonly graceMs: number; readonly idleMs: number };

/** From the data plane to the master. */
export type FromDataPlane =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "beat"; readonly load: DataPlaneLoad }
  | { readonly type: "log"; readonly level: LogLevel; readonly message: string }
  /** A signal asked the data plane itself to end: the next one may start. */
  | { readonly type: "leaving" }
  /** The drain is over; `cut` requests did not end in time. */
  | { readonly type: "drained"; readonly cut: number };
