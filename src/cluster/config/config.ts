/** `flotilla.config.ts`: what `flotilla up` runs. Every field may be left out; an unknown one is an error. */
export interface FlotillaConfig {
  /** Shown in messages. Default: the name of the folder the file is in. */
  readonly name?: string;
  /**
   * The app: `"main.ts"`, `"main:app"`, `"./src/main.ts:server"`, relative to the folder the file is in. Default: looked
   * for there as `flotilla run` does (main, app, api, src/…).
   */
  readonly app?: string;
  /** How many servers run the app, or that and where they listen. Default 3, on ports 8000 to 8002. */
  readonly replicas?: number | ReplicasConfig;
  /** The load balancer in front of them. */
  readonly balancer?: BalancerConfig;
}

/** Replicas listen on 127.0.0.1 only: clients come through the balancer. */
export interface ReplicasConfig {
  /** 1 to 256. Default 3. Flag `--replicas`, environment `FLOTILLA_REPLICAS`. */
  readonly count?: number;
  /**
   * TCP port of the first; each further one has the next. 0: any free ones. Default 8000. Flag `--replica-port`,
   * environment `FLOTILLA_REPLICA_PORT`.
   */
  readonly port?: number;
}

/** The balancer of `flotilla up`. */
export interface BalancerConfig {
  /**
   * Address to listen on. Default `"127.0.0.1"`, which is reached from this machine only; `"0.0.0.0"` or `"::"` from
   * everywhere. Flag `--host`, environment `FLOTILLA_HOST`.
   */
  readonly host?: string;
  /** TCP port; 0: any free one. Default 8080. Flag `--port`, environment `FLOTILLA_PORT`. */
  readonly port?: number;
  /** Who gets the next request: each in turn, or whoever has the fewest in flight. Default `"round_robin"`. */
  readonly policy?: "round_robin" | "least_conn";
}

/**
 * Gives `flotilla.config.ts` its types:
 *
 *     import { defineConfig } from "flotilla/config";
 *
 *     export default defineConfig({ app: "main.ts", replicas: 3 });
 */
export function defineConfig(config: FlotillaConfig): FlotillaConfig {
  return config;
}
