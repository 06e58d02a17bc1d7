import { parseArgs } from "node:util";
import { UsageError } from "../../src/core/errors.ts";
import { HttpConnection } from "../client/connection.ts";
import { count, drill, type Findings, Tally } from "./drill.ts";
import { type Fleet, fleetOptions, fleetUsage, pidOf, startFleet } from "./fleet.ts";

const usage = `kill -9 of a replica under load, several times, each time another one once the last is back in rotation.
GETs carry an id that must come back: none may fail. With --posts, POSTs carry ids that the replica notes when its handler runs:
no id runs twice, an answered id ran once, and only requests in flight on the killed replica fail.

node --import tsx bench/drills/kill.ts [options]
  --posts            POSTs instead of GETs
  --requests N       at least so many, default 200000 (--posts: 50000)
  --kills N          default 4
  --connections N    keep-alive connections, default 64
  --hold MS          time a POST's handler takes, default 5
${fleetUsage}`;

interface Kill {
  readonly pid: number;
  readonly at: number;
  /** When its connections broke: the kernel may take 200 ms to bury a process on a busy machine. */
  readonly goneAt: number;
}

interface Failure {
  readonly id: string;
  readonly how: string;
  readonly sentAt: number;
  readonly endedAt: number;
}

/** The drill's load: connections that send until told to stop. */
class Load {
  readonly failures: Failure[] = [];
  readonly answered = new Set<string>();
  readonly byPid = new Tally();
  sent = 0;
  stopping = false;
  private readonly fleet: Fleet;
  private readonly holdMs: number | null;

  constructor(fleet: Fleet, holdMs: number | null) {
    this.fleet = fleet;
    this.holdMs = holdMs;
  }

  async connection(): Promise<void> {
    const connection = new HttpConnection(this.fleet.port);
    while (!this.stopping) {
      const id = `r${this.sent++}`;
      const sentAt = performance.now();
      const answer =
        this.holdMs === null
          ? await connection.request("GET", `/echo?id=${id}`)
          : await connection.request("POST", `/record?hold=${this.holdMs}`, id);
      const endedAt = performance.now();
      const fail = (how: string) => this.failures.push({ id, how, sentAt, endedAt });
      if (answer.outcome !== "whole") fail(`${answer.outcome} ${answer.status} ${answer.error}`.trim());
      else if (answer.status !== 200) fail(String(answer.status));
      else {
        const body = JSON.parse(answer.body) as { id: string; pid: number };
        if (body.id !== id) fail("another request's answer");
        else {
          if (this.holdMs !== null) this.answered.add(id);
          this.byPid.add(String(body.pid));
        }
      }
      if (answer.outcome === "none") await new Promise((resolve) => setTimeout(resolve, 5));
    }
    connection.destroy();
  }
}

/** Kills whoever answers on a port, and waits until a connection it held breaks. */
async function killAt(port: number): Promise<Kill> {
  const witness = new HttpConnection(port);
  const answer = await witness.request("GET", "/whoami");
  if (answer.status !== 200) throw new Error(`the replica on port ${port} does not answer /whoami`);
  const { pid } = JSON.parse(answer.body) as { pid: number };
  const socket = witness.open();
  const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const at = performance.now();
  process.kill(pid, "SIGKILL");
  await gone;
  return { pid, at, goneAt: performance.now() };
}

async function until(what: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    if (await what()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

await drill(usage, async (args, findings) => {
  const { values } = parseArgs({
    args,
    options: {
      ...fleetOptions,
      posts: { type: "boolean", default: false },
      requests: { type: "string" },
      kills: { type: "string", default: "4" },
      connections: { type: "string", default: "64" },
      hold: { type: "string", default: "5" },
    },
  });
  const wanted = count("requests", values.requests ?? (values.posts ? "50000" : "200000"));
  const connections = count("connections", values.connections);
  const fleet = await startFleet(values);
  if (fleet.replicas.length === 0) throw new UsageError("--attach: this drill needs the replicas' ports too");
  const load = new Load(fleet, values.posts ? count("hold", values.hold) : null);
  const clients = Promise.all(Array.from({ length: connections }, () => load.connection()));
  const kills: Kill[] = [];
  const times = count("kills", values.kills);
  for (let i = 0; i < times; i++) {
    await until(() => load.sent >= ((i + 0.5) * wanted) / (times + 1), 120_000);
    const { port } = fleet.replicas[i % fleet.replicas.length];
    const kill = await killAt(port);
    const { pid } = kill;
    kills.push(kill);
    let fresh = 0;
    const back = await until(async () => {
      fresh = await pidOf(port);
      return fresh !== 0 && fresh !== pid && load.byPid.of(String(fresh)) > 0;
    }, 30_000);
    const after = `${Math.round(performance.now() - kill.at)} ms`;
    findings.expect(`killed pid ${pid}, back in rotation`, back ? `after ${after} as ${fresh}` : "no", back, "yes");
  }
  await until(() => load.sent >= wanted, 300_000);
  load.stopping = true;
  await clients;
  await fleet.stop();
  findings.expect("requests", load.sent, load.sent >= wanted, `≥ ${wanted}`);
  if (values.posts) judgePosts(findings, fleet, load, kills, connections);
  else {
    const how = new Tally();
    for (const failure of load.failures) how.add(failure.how);
    findings.expect("failed", how.total === 0 ? 0 : String(how), how.total === 0, "0");
  }
});

function judgePosts(findings: Findings, fleet: Fleet, load: Load, kills: readonly Kill[], connections: number): void {
  const runs = new Map<string, number[]>();
  for (const { pid, words } of fleet.notes()) {
    if (words[0] === "run") runs.set(words[1], [...(runs.get(words[1]) ?? []), pid]);
  }
  const twice = [...runs].filter(([, pids]) => pids.length > 1);
  findings.expect("ids that ran twice", twice.length, twice.length === 0, "0");
  const lost = [...load.answered].filter((id) => !runs.has(id));
  findings.expect("answered ids that never ran", lost.length, lost.length === 0, "0");

  const how = new Tally();
  let ran = 0;
  let elsewhere = 0;
  for (const { id, how: word, sentAt, endedAt } of load.failures) {
    how.add(word);
    const pid = runs.get(id)?.[0];
    if (pid !== undefined) ran += 1;
    // In flight while the killed process went, and run by it or by none. What is sent before the balancer has read that a
    // connection broke counts as in flight: 20 ms are for that.
    const during = kills.filter((kill) => sentAt <= kill.goneAt + 20 && endedAt >= kill.at);
    if (!during.some((kill) => pid === undefined || pid === kill.pid)) elsewhere += 1;
  }
  findings.figure("failed", String(how));
  findings.figure("of these ran on the killed replica", ran);
  const slowest = Math.max(...kills.map((kill) => kill.goneAt - kill.at));
  findings.figure("from kill to broken connections, at most", `${slowest.toFixed(0)} ms`);
  findings.expect("failed that were not in flight on a killed replica", elsewhere, elsewhere === 0, "0");
  const most = connections * kills.length;
  findings.expect("failed in all", load.failures.length, load.failures.length <= most, `≤ ${most}`);
}
