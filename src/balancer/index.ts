/** `flotilla/balancer`: one address in front of several servers, in this process. */
export type { Logger, LogLevel } from "../core/logger.ts";
export type { CloseOptions, CloseReport } from "../server/types.ts";
export { AccessLogs } from "./access-log.ts";
export { Balancer, type BalancerOptions } from "./balancer.ts";
export { fromFlags as simpleBalancer, type SimpleBalancer } from "./config/flags.ts";
export type { BalancerModel, Listener, ReadResult, Upstream, UpstreamServer } from "./config/model.ts";
export { type ReadConfigOptions, type ReadConfigResult, readConfig as readNginxConf } from "./nginx/read-config.ts";
