/** `flotilla/config`: what `flotilla.config.ts` is written with. */
export {
  type BalancerConfig,
  defineConfig,
  type FlotillaConfig,
  type ReplicasConfig,
} from "./cluster/config/config.ts";
