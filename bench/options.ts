import { parseArgs } from "node:util";
import { UsageError } from "../src/core/errors.ts";
import { type Category, categories } from "./peer.ts";

export interface BenchOptions {
  readonly categories: readonly Category[];
  readonly only: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly node: string | null;
  readonly idle: boolean;
  readonly latency: boolean;
  readonly action: "measure" | "install" | "report" | "list" | "help";
}

export const usage = `npm run bench [-- [servers|orders|proxies] [options]]

  servers            hello: ours, node:http, Fastify, Hono, Bun, nginx, FastAPI on uvicorn
  orders             POST of a nested body, validated, with a response schema: ours, Fastify, FastAPI on uvicorn
  proxies            one fast backend behind: ours, nginx, HAProxy
                     default: all, one after the other

  --only NAME,…      only these peers (see --list)
  --rounds N         interleaved rounds, default 9; fewer than 6 give no 95 % interval
  --seconds N        length of a round, default 4
  --connections N    keep-alive connections, default 64
  --node PATH        another Node binary for the peers that run on Node; results are named after its version
  --no-idle          leave out the memory of 10,000 idle connections
  --no-latency       leave out the open-loop latency rounds
  --list             which peers are installed
  --install          put Fastify, Hono, Bun (npm) and FastAPI, uvicorn (pip) into bench/.peers
  --report           write the saved results into docs/benchmarks.md

  BENCH_PYTHON       a Python that has fastapi and uvicorn[standard]

Results go to bench/results/. The machine should do nothing else meanwhile.
`;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`--${name} takes a whole number from 1, not "${text}"`);
  return value;
}

/** @throws UsageError on an unknown option, category or value. */
export function readOptions(args: readonly string[]): BenchOptions {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const { values, positionals } = parsed;
  for (const name of positionals) {
    if (!(categories as readonly string[]).includes(name))
      throw new UsageError(`"${name}" is none of ${categories.join(", ")}`);
  }
  const action = (["help", "install", "report", "list"] as const).find((name) => values[name] === true) ?? "measure";
  return {
    categories: positionals.length === 0 ? categories : (positionals as Category[]),
    only: values.only === undefined ? [] : values.only.split(","),
    rounds: positive("rounds", values.rounds),
    seconds: positive("seconds", values.seconds),
    connections: positive("connections", values.connections),
    node: values.node ?? null,
    idle: values["no-idle"] !== true,
    latency: values["no-latency"] !== true,
    action,
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: "string" },
      rounds: { type: "string", default: "9" },
      seconds: { type: "string", default: "4" },
      connections: { type: "string", default: "64" },
      node: { type: "string" },
      "no-idle": { type: "boolean" },
      "no-latency": { type: "boolean" },
      list: { type: "boolean" },
      install: { type: "boolean" },
      report: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
}
