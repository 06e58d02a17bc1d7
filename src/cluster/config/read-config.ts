import { isIP } from "node:net";
import { basename, dirname } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { suggest } from "../../core/suggest.ts";

/** A config with every default filled in. */
export interface ResolvedConfig {
  readonly name: string;
  /** As written, relative to `folder`; undefined: to be looked for there. */
  readonly app: string | undefined;
  readonly folder: string;
  readonly replicas: { readonly count: number; readonly port: number };
  readonly balancer: {
    readonly host: string;
    readonly port: number;
    readonly policy: "round_robin" | "least_conn";
  };
}

/** What flags and environment put in place of the file's values; undefined: the file's. */
export interface ConfigOverrides {
  readonly replicas: number | undefined;
  readonly replicaPort: number | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
}

const maxReplicas = 256;

/**
 * Checks what a config file exports and fills in the defaults. `file` is its absolute path, `source` how it is shown.
 * @throws UsageError that names file, field and what would be right.
 */
export function readConfig(value: unknown, file: string, source: string, overrides: ConfigOverrides): ResolvedConfig {
  const read = new Reader(source);
  const config = read.object(value, "", ["name", "app", "replicas", "balancer"]);
  const replicas = read.object(
    typeof config.replicas === "number" ? { count: config.replicas } : (config.replicas ?? {}),
    "replicas",
    ["count", "port"],
    "a number or { count, port }",
  );
  const balancer = read.object(config.balancer ?? {}, "balancer", ["host", "port", "policy"]);
  const folder = dirname(file);
  const countName = typeof config.replicas === "number" ? "replicas" : "replicas.count";
  const count = overrides.replicas ?? read.integer(replicas.count, countName, 3, 1, maxReplicas);
  const port = overrides.replicaPort ?? read.integer(replicas.port, "replicas.port", 8000, 0, 65_535);
  if (port > 0 && port + count - 1 > 65_535) {
    throw new UsageError(
      `${source}: ${count} replicas from port ${port} on would need port ${port + count - 1}; the last is 65535`,
    );
  }
  const resolved: ResolvedConfig = {
    name: read.text(config.name, "name", basename(folder)),
    app: config.app === undefined ? undefined : read.text(config.app, "app", ""),
    folder,
    replicas: { count, port },
    balancer: {
      host: overrides.host ?? read.text(balancer.host, "balancer.host", "127.0.0.1"),
      port: overrides.port ?? read.integer(balancer.port, "balancer.port", 8080, 0, 65_535),
      policy: read.choice(balancer.policy, "balancer.policy", "round_robin", ["round_robin", "least_conn"]),
    },
  };
  refuseOverlap(resolved, source);
  return resolved;
}

/** The balancer's port among the replicas' would fail as "already in use", by ourselves. */
function refuseOverlap({ balancer, replicas }: ResolvedConfig, source: string): void {
  const index = balancer.port - replicas.port;
  if (balancer.port === 0 || replicas.port === 0 || index < 0 || index >= replicas.count) return;
  if (isIP(balancer.host) !== 0 && !["127.0.0.1", "0.0.0.0", "::"].includes(balancer.host)) return;
  throw new UsageError(
    `${source}: port ${balancer.port} is meant for the balancer and for replica ${index}; change balancer.port (--port) or replicas.port (--replica-port)`,
  );
}

class Reader {
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  object<K extends string>(
    value: unknown,
    name: string,
    fields: readonly K[],
    expected: string = `{ ${fields.join(", ")} }`,
  ): { readonly [F in K]?: unknown } {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.wrong(name, value, expected);
    for (const field of Object.keys(value)) {
      if ((fields as readonly string[]).includes(field)) continue;
      const meant = suggest(field, fields);
      const hint = meant === null ? `known are ${fields.join(", ")}` : `did you mean "${meant}"?`;
      throw new UsageError(`${this.source}: unknown field "${name === "" ? "" : `${name}.`}${field}"; ${hint}`);
    }
    return value;
  }

  text(value: unknown, name: string, fallback: string): string {
    if (value === undefined) return fallback;
    if (typeof value !== "string" || value.trim() === "") throw this.wrong(name, value, "a text that is not empty");
    return value;
  }

  integer(value: unknown, name: string, fallback: number, min: number, max: number): number {
    if (value === undefined) return fallback;
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
      throw this.wrong(name, value, `a whole number from ${min} to ${max}`);
    }
    return value;
  }

  choice<C extends string>(value: unknown, name: string, fallback: C, choices: readonly C[]): C {
    if (value === undefined) return fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.wrong(name, value, `one of ${choices.map((c) => `"${c}"`).join(", ")}`);
    return found;
  }

  private wrong(name: string, value: unknown, expected: string): UsageError {
    const what = name === "" ? "the exported config" : name;
    return new UsageError(`${this.source}: ${what} must be ${expected}, not ${shown(value)}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return "undefined";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
