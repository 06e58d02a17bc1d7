/** `flotilla/server`: serve an app, or anything with `fetch`, in this process. */
export type { Platform } from "../app/platform/platform.ts";
export type { Exchange, ExchangeHandler } from "../core/exchange.ts";
export type { Logger, LogLevel } from "../core/logger.ts";
export { defaultLimits, type Limits } from "../http/types.ts";
export { nodePlatform } from "./platform/node-platform.ts";
export {
  closeOffload,
  type FunctionNames,
  type OffloadCall,
  type Offloaded,
  type OffloadedCall,
  type OffloadSettings,
  offload,
} from "./platform/offload.ts";
export { serve } from "./serve.ts";
export { Server } from "./server.ts";
export { type ServeTarget, toHandler } from "./target.ts";
export type { CloseOptions, CloseReport, FinishedRecord, RunningServer, ServeOptions } from "./types.ts";
