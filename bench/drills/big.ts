import { once } from "node:events";
import { parseArgs } from "node:util";
import { residentBytes } from "../accounting.ts";
import { type Answer, HttpConnection } from "../client/connection.ts";
import { count, drill, type Findings } from "./drill.ts";
import { type Fleet, fleetOptions, fleetUsage, pidOf, startFleet } from "./fleet.ts";

const usage = `1 GiB down to a fast and a slow reader, and 1 GiB up to a fast and a slow handler, through balancer and server: the memory of
neither grows by 64 MiB over what it was before the first of the four.

node --import tsx bench/drills/big.ts [options]
  --mib N            size, default 1024
  --most MIB         growth allowed to each process tree, default 64
${fleetUsage}
                     here --replicas defaults to 1`;

const mebi = 2 ** 20;

/** The highest resident memory of replica and balancer since `reset`, above what they had before the first transfer. */
class Watch {
  private readonly pids: readonly number[];
  private readonly before: readonly number[];
  private peak: number[];
  private readonly timer: NodeJS.Timeout;

  constructor(pids: readonly number[]) {
    this.pids = pids;
    this.before = pids.map(residentBytes);
    this.peak = [...this.before];
    this.timer = setInterval(() => this.look(), 100);
  }

  reset(): void {
    this.peak = this.pids.map(residentBytes);
  }

  growth(): number[] {
    this.look();
    return this.peak.map((bytes, i) => bytes - this.before[i]);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const [i, pid] of this.pids.entries()) this.peak[i] = Math.max(this.peak[i], residentBytes(pid));
  }
}

/** Reads in bursts: after each 4 MiB the socket is left alone for 25 ms, some 100 MiB/s at most. */
function readSlowly(connection: HttpConnection): void {
  const socket = connection.open();
  let since = 0;
  socket.on("data", (data: Buffer) => {
    since += data.length;
    if (since < 4 * mebi) return;
    since = 0;
    socket.pause();
    setTimeout(() => socket.resume(), 25);
  });
}

async function upload(connection: HttpConnection, target: string, bytes: number): Promise<Answer> {
  const socket = connection.open();
  const answer = connection.send(`POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${bytes}\r\n\r\n`);
  const chunk = Buffer.alloc(64 * 1024, 120);
  for (let left = bytes; left > 0 && !socket.destroyed; left -= chunk.length) {
    if (!socket.write(left < chunk.length ? chunk.subarray(0, left) : chunk)) {
      const over = new AbortController();
      await Promise.race(["drain", "close"].map((event) => once(socket, event, { signal: over.signal })));
      over.abort();
    }
  }
  return answer;
}

async function transfer(
  fleet: Fleet,
  watch: Watch,
  findings: Findings,
  { name, bytes, most }: { name: string; bytes: number; most: number },
): Promise<void> {
  const connection = new HttpConnection(fleet.port, { discard: !name.startsWith("up") });
  watch.reset();
  const begun = performance.now();
  if (name === "down, slow reader") readSlowly(connection);
  const answer = name.startsWith("down")
    ? await connection.request("GET", `/big?bytes=${bytes}`)
    : await upload(connection, `/sink?id=big${name.endsWith("slow handler") ? "&pause=1" : ""}`, bytes);
  const seconds = (performance.now() - begun) / 1000;
  connection.destroy();
  const growth = watch.growth();
  const moved = name.startsWith("down") ? answer.bytes : Number(/"bytes":(\d+)/.exec(answer.body)?.[1] ?? 0);
  const whole = answer.outcome === "whole" && answer.status === 200 && moved === bytes;
  const how = `${answer.outcome} ${answer.status} ${answer.error}, ${moved} bytes in ${seconds.toFixed(1)} s`;
  findings.expect(name, how, whole, `whole, ${bytes} bytes`);
  for (const [i, who] of ["replica", "balancer"].slice(0, growth.length).entries()) {
    const grown = growth[i] / mebi;
    findings.expect(`  ${who} grew by`, `${grown.toFixed(1)} MiB`, grown < most, `< ${most} MiB`);
  }
}

await drill(usage, async (args, findings) => {
  const { values } = parseArgs({
    args,
    options: {
      ...fleetOptions,
      replicas: { type: "string", default: "1" },
      mib: { type: "string", default: "1024" },
      most: { type: "string", default: "64" },
    },
  });
  const bytes = count("mib", values.mib) * mebi;
  const most = count("most", values.most);
  const fleet = await startFleet(values);
  // Both are in service already when the big ones come: code is compiled, pools are filled.
  const small = new HttpConnection(fleet.port);
  for (let i = 0; i < 2000; i++) await small.request("GET", `/echo?id=${i}`);
  small.destroy();
  const balancer = fleet.balancer === null ? [] : [fleet.balancer.pid];
  const [replica] = fleet.replicas;
  const watch = new Watch([replica?.process?.pid ?? (await pidOf(replica?.port ?? fleet.port)), ...balancer]);
  for (const name of ["down, fast reader", "down, slow reader", "up, fast handler", "up, slow handler"]) {
    await transfer(fleet, watch, findings, { name, bytes, most });
  }
  watch.stop();
  await fleet.stop();
});
