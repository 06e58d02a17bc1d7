export {
  type BalancerConfig,
  defineConfig,
  type FlotillaConfig,
  type ReplicasConfig,
} from "./cluster/config/config.ts";
