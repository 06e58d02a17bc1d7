import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { benchFolder, builtFile, packageFolder } from "../peer.ts";
import { answers, end, freePort, type Started, scratchFolder, start } from "../processes.ts";
import { python, servers } from "../servers.ts";

/** Options every drill takes to say what it runs against; pass to `parseArgs`. */
export const fleetOptions = {
  replica: { type: "string", default: "ours" },
  balancer: { type: "string", default: "ours" },
  replicas: { type: "string", default: "3" },
} as const;

export const fleetUsage = `  --replica KIND     ours (default), plain (node:http) or uvicorn
  --balancer KIND    ours (default), nginx, or none: straight to the first replica
  --replicas N       default 3`;

export interface FleetWishes {
  readonly replica: string;
  readonly balancer: string;
  readonly replicas: number;
}

/** Replicas and the balancer before them, as a drill uses them. */
export interface Fleet {
  /** Port the drill's clients go to. */
  readonly port: number;
  readonly replicas: readonly Replica[];
  /** Null with `--balancer none`. */
  readonly balancer: Started | null;
  /** What the replicas noted (see app.ts), of all their processes so far. */
  notes(): Note[];
  stop(): Promise<void>;
}

/** A line a replica's process wrote when a handler ran: survives the process. */
export interface Note {
  readonly pid: number;
  readonly words: readonly string[];
}

/** One replica's place: its port stays, its process may end and is then started again. */
export interface Replica {
  readonly port: number;
  process: Started;
  /** How often it was started again. */
  restarts: number;
}

function replicaCommand(kind: string, port: number): string[] {
  const drills = join(benchFolder, "drills");
  if (kind === "plain") return [process.execPath, join(drills, "plain.mjs")];
  if (kind === "uvicorn") {
    const peer = servers.find((each) => each.name === "fastapi");
    if (peer?.version("") === null) throw new UsageError(`FastAPI on uvicorn is not installed: ${peer.hint}`);
    const where = ["--app-dir", drills, "--port", String(port)];
    return [python(), "-m", "uvicorn", "fastapi_drill:app", ...where, "--no-access-log", "--log-level", "warning"];
  }
  if (kind !== "ours") throw new UsageError(`--replica ${kind}: known are ours, plain, uvicorn`);
  return [process.execPath, cli(), "run", join(drills, "app.ts"), "--port", String(port)];
}

function cli(): string {
  const file = builtFile("cli/main.js");
  if (file === null) throw new UsageError("dist/ is missing: npm run build");
  return file;
}

function balancerCommand(kind: string, port: number, ports: readonly number[], folder: string): string[] {
  if (kind === "nginx") {
    const config = nginxConfig(port, ports, folder);
    writeFileSync(join(folder, "nginx.conf"), config);
    return ["nginx", "-p", folder, "-c", join(folder, "nginx.conf")];
  }
  if (kind !== "ours") throw new UsageError(`--balancer ${kind}: known are ours, nginx, none`);
  const to = ports.flatMap((each) => ["--to", `127.0.0.1:${each}`]);
  return [process.execPath, cli(), "balance", "--access-log", "off", "--listen", `127.0.0.1:${port}`, ...to];
}

/** Starts replicas and balancer and waits until each answers. A replica that ends is started again, as an init system would. */
export async function startFleet(wishes: FleetWishes): Promise<Fleet> {
  const folder = scratchFolder("drill");
  const record = join(folder, "record");
  mkdirSync(record);
  let stopping = false;
  const replicas: Replica[] = [];
  const wanted = wishes.balancer === "none" ? 1 : wishes.replicas;
  for (let i = 0; i < wanted; i++) replicas.push(await startReplica(wishes.replica, record, () => stopping));
  let port = replicas[0].port;
  let balancer: Started | null = null;
  if (wishes.balancer !== "none") {
    port = await freePort();
    const ports = replicas.map((replica) => replica.port);
    balancer = start("balancer", balancerCommand(wishes.balancer, port, ports, folder), { cwd: packageFolder });
    await answers(balancer, port, "/whoami");
    const { ended, output } = balancer;
    void ended.then((how) => {
      if (!stopping) console.error(`the balancer ended: ${how}\n${output()}`);
    });
  }
  return {
    port,
    replicas,
    balancer,
    notes: () =>
      readdirSync(record).flatMap((name) => {
        const lines = readFileSync(join(record, name), "utf8").split("\n").filter(Boolean);
        return lines.map((line) => ({ pid: Number.parseInt(name, 10), words: line.split(" ") }));
      }),
    stop: async () => {
      stopping = true;
      if (balancer !== null) await end(balancer, 5000);
      await Promise.all(replicas.map((replica) => end(replica.process, 5000)));
    },
  };
}

async function startReplica(kind: string, record: string, stopping: () => boolean): Promise<Replica> {
  const port = await freePort();
  const env = { PORT: String(port), DRILL_RECORD: record, PYTHONDONTWRITEBYTECODE: "1" };
  const launch = () => {
    const process = start(`replica ${port}`, replicaCommand(kind, port), { env, cwd: packageFolder });
    void process.ended.then((how) => {
      if (stopping()) return;
      if (how !== "SIGKILL") console.error(`replica ${port} ended: ${how}\n${process.output()}`);
      replica.restarts += 1;
      if (replica.restarts < 100) replica.process = launch();
    });
    return process;
  };
  const replica: Replica = { port, restarts: 0, process: undefined as unknown as Started };
  replica.process = launch();
  await answers(replica.process, port, "/whoami");
  return replica;
}

const nginxConfig = (port: number, ports: readonly number[], folder: string): string => `
daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 16384; }
http {
  access_log off; keepalive_requests 1000000000; client_max_body_size 0;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream replicas { ${ports.map((each) => `server 127.0.0.1:${each};`).join(" ")} keepalive 512; }
  server {
    listen 127.0.0.1:${port} backlog=2048;
    location / {
      proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; proxy_request_buffering off;
    }
  }
}
`;
