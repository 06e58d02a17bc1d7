// The open-loop load generator, a process of its own so that it can be pinned:
//   node --import tsx bench/open-loop.ts PORT PATH CONNECTIONS PER_SECOND SECONDS [WARM_UP_SECONDS]
// prints one JSON line: OpenLoopRun. A request goes out at its due time on a connection that is free, or on the first that
// becomes free; its latency counts from its due time.
import { connect, type Socket } from "node:net";
import { ResponseReader } from "./client/response-reader.ts";
import { Schedule } from "./client/schedule.ts";
import { percentile } from "./stats.ts";

/** What one open-loop run measured. Latencies in milliseconds. */
export interface OpenLoopRun {
  readonly perSecond: number;
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /**
   * How late the generator itself saw that a request was due, 90th percentile. It is part of the latencies above: where it is
   * not small beside them, the generator's core was too busy and the run measured that.
   */
  readonly ownP90: number;
}

interface Line {
  readonly socket: Socket;
  due: number;
  failed: boolean;
}

async function run(port: number, path: string, connections: number, perSecond: number, seconds: number) {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`, "latin1");
  const free: Line[] = [];
  const waiting: number[] = [];
  const latencies: number[] = [];
  const own: number[] = [];
  let failed = 0;
  let open = 0;
  let nextWaiting = 0;

  const send = (line: Line, due: number) => {
    line.due = due;
    line.failed = false;
    open += 1;
    line.socket.write(request);
  };
  const finish = (line: Line) => {
    open -= 1;
    if (line.failed) failed += 1;
    else latencies.push(performance.now() - line.due);
    line.due = -1;
    if (nextWaiting < waiting.length) send(line, waiting[nextWaiting++]);
    else free.push(line);
  };
  const dial = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      const line: Line = { socket, due: -1, failed: false };
      const reader = new ResponseReader({
        onHead: (status) => {
          line.failed = status !== 200;
        },
        onBody: () => {},
        onEnd: () => finish(line),
      });
      socket.once("connect", () => {
        free.push(line);
        resolve();
      });
      socket.on("data", (data) => reader.push(data));
      socket.on("error", reject);
      socket.once("close", () => {
        const at = free.indexOf(line);
        if (at >= 0) free.splice(at, 1);
        if (line.due >= 0) {
          line.failed = true;
          open -= 1;
          failed += 1;
        }
      });
    });
  await Promise.all(Array.from({ length: connections }, dial));

  const schedule = new Schedule(performance.now() + 5, perSecond, seconds);
  const deadline = performance.now() + seconds * 1000 + 10_000;
  await new Promise<void>((resolve, reject) => {
    const tick = () => {
      const now = performance.now();
      for (let due = schedule.take(now); due !== null; due = schedule.take(now)) {
        own.push(now - due);
        const line = free.shift();
        if (line === undefined) waiting.push(due);
        else send(line, due);
      }
      if (schedule.done && open === 0 && nextWaiting >= waiting.length) return resolve();
      if (now > deadline) return reject(new Error(`${open + waiting.length - nextWaiting} requests stay unanswered`));
      // Polling keeps due times exact to some µs; timers would bunch requests by the millisecond.
      setImmediate(tick);
    };
    tick();
  });
  for (const line of free) line.socket.destroy();
  const result: OpenLoopRun = {
    perSecond,
    requests: schedule.total,
    failed,
    p50: percentile(latencies, 0.5),
    p90: percentile(latencies, 0.9),
    p99: percentile(latencies, 0.99),
    max: percentile(latencies, 1),
    ownP90: percentile(own, 0.9),
  };
  return result;
}

const [port, path, connections, perSecond, seconds, warmUp = "0"] = process.argv.slice(2);
if (Number(warmUp) > 0) await run(Number(port), path, Number(connections), Number(perSecond), Number(warmUp));
console.log(JSON.stringify(await run(Number(port), path, Number(connections), Number(perSecond), Number(seconds))));
