import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { HttpConnection } from "../client/connection.ts";
import { benchFolder, builtFile, packageFolder } from "../peer.ts";
import { answers, end, freePort, isEnding, type Started, scratchFolder, start } from "../processes.ts";
import { python, servers } from "../servers.ts";
import { count } from "./drill.ts";

/** Options every drill takes to say what it runs against; pass to `parseArgs`. */
export const fleetOptions = {
  replica: { type: "string", default: "ours" },
  balancer: { type: "string", default: "ours" },
  replicas: { type: "string", default: "3" },
  attach: { type: "string" },
  record: { type: "string" },
} as const;

export const fleetUsage = `  --replica KIND     ours (default), plain (node:http) or uvicorn
  --balancer KIND    ours (default), nginx, none: straight to the first replica, or up: replicas and balancer by flotilla up
  --replicas N       default 3
  --attach PORT[:PORT,…]  start nothing: clients go to the first port, the replicas listen on the others (flotilla up,
                     npm start: 8080:8000,8001,8002; drills that kill need something that starts replicas again)
  --record FOLDER    with --attach: the DRILL_RECORD folder the replicas were started with`;

export interface FleetWishes {
  readonly replica: string;
  readonly balancer: string;
  readonly replicas: string;
  readonly attach?: string;
  readonly record?: string;
}

/** Replicas and the balancer before them, as a drill uses them. */
export interface Fleet {
  /** Port the drill's clients go to. */
  readonly port: number;
  readonly replicas: readonly Replica[];
  /** A process that only balances: null with none, up and --attach. */
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
  /** Null where the drill did not start it itself: --balancer up, --attach. */
  process: Started | null;
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
  if (kind !== "ours") throw new UsageError(`--balancer ${kind}: known are ours, nginx, none, up`);
  const to = ports.flatMap((each) => ["--to", `127.0.0.1:${each}`]);
  return [process.execPath, cli(), "balance", "--access-log", "off", "--listen", `127.0.0.1:${port}`, ...to];
}

/** Starts replicas and balancer and waits until each answers. A replica that ends is started again, as an init system would. */
export async function startFleet(wishes: FleetWishes): Promise<Fleet> {
  const wanted = count("replicas", wishes.replicas);
  if (wishes.attach !== undefined) return attached(wishes.attach, wishes.record);
  const folder = scratchFolder("drill");
  const record = join(folder, "record");
  mkdirSync(record);
  if (wishes.balancer === "up") return startUp(wanted, record);
  let stopping = false;
  const replicas: Replica[] = [];
  const places = wishes.balancer === "none" ? 1 : wanted;
  for (let i = 0; i < places; i++)
    replicas.push(await startReplica(wishes.replica, record, () => stopping || isEnding()));
  let port = replicas[0].port;
  let balancer: Started | null = null;
  if (wishes.balancer !== "none") {
    port = await freePort();
    const ports = replicas.map((replica) => replica.port);
    balancer = start("balancer", balancerCommand(wishes.balancer, port, ports, folder), { cwd: packageFolder });
    await answers(balancer, port, "/whoami");
    const { ended, output } = balancer;
    void ended.then((how) => {
      if (!stopping && !isEnding()) console.error(`the balancer ended: ${how}\n${output()}`);
    });
  }
  return {
    port,
    replicas,
    balancer,
    notes: () => notesIn(record),
    stop: async () => {
      stopping = true;
      if (balancer !== null) await end(balancer, 5000);
      await Promise.all(replicas.map(async ({ process }) => process !== null && end(process, 5000)));
    },
  };
}

/** The first of `count` ports in a row that were free a moment ago. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const rest = Array.from({ length: count - 1 }, (_, i) => first + 1 + i);
    if (first + count < 65_536 && (await Promise.all(rest.map((port) => freePort(port)))).every((port) => port > 0))
      return first;
  }
}

/** One `flotilla up`, whose master starts a killed replica again by itself. */
async function startUp(wanted: number, record: string): Promise<Fleet> {
  const first = await freePorts(wanted + 1);
  const port = first + wanted;
  const config = join(benchFolder, "drills/flotilla.config.ts");
  const ports = ["--port", port, "--replica-port", first, "--replicas", wanted].map(String);
  const command = [process.execPath, cli(), "up", config, ...ports];
  const up = start("flotilla up", command, { env: { DRILL_RECORD: record }, cwd: packageFolder });
  let stopping = false;
  void up.ended.then((how) => {
    if (!stopping && !isEnding()) console.error(`flotilla up ended: ${how}\n${up.output()}`);
  });
  await answers(up, port, "/whoami");
  return {
    port,
    replicas: Array.from({ length: wanted }, (_, i) => ({ port: first + i, process: null, restarts: 0 })),
    balancer: null,
    notes: () => notesIn(record),
    stop: () => {
      stopping = true;
      return end(up, 5000);
    },
  };
}

function attached(text: string, record: string | undefined): Fleet {
  const [front, places = ""] = text.split(":");
  const ports = places === "" ? [] : places.split(",").map((each) => count("attach", each));
  return {
    port: count("attach", front),
    replicas: ports.map((port) => ({ port, process: null, restarts: 0 })),
    balancer: null,
    notes: () => {
      if (record === undefined) throw new UsageError("--attach: this drill needs --record FOLDER");
      return notesIn(record);
    },
    stop: async () => {},
  };
}

function notesIn(folder: string): Note[] {
  return readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean);
    return lines.map((line) => ({ pid: Number.parseInt(name, 10), words: line.split(" ") }));
  });
}

/** Process that answers on a port, as it says itself; 0 when none answers. */
export async function pidOf(port: number): Promise<number> {
  const connection = new HttpConnection(port);
  const answer = await connection.request("GET", "/whoami");
  connection.destroy();
  return answer.status === 200 ? (JSON.parse(answer.body) as { pid: number }).pid : 0;
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
  const replica: Replica = { port, restarts: 0, process: null };
  const first = launch();
  replica.process = first;
  await answers(first, port, "/whoami");
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
