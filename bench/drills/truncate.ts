import { once } from "node:events";
import { parseArgs } from "node:util";
import { HttpConnection } from "../client/connection.ts";
import { count, drill, type Findings, Tally } from "./drill.ts";
import { type Fleet, fleetOptions, fleetUsage, startFleet } from "./fleet.ts";

const usage = `A replica killed in mid-body never looks complete to the client; a client leaving in mid-upload never looks complete to the
replica. Through the balancer, with Content-Length and chunked.

node --import tsx bench/drills/truncate.ts [options]
  --times N          of each case, default 5
${fleetUsage}`;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ready(fleet: Fleet): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const connection = new HttpConnection(fleet.port);
    const { status } = await connection.request("GET", "/whoami");
    connection.destroy();
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error("no replica answered for 30 s");
}

/** Downloads slowly, kills whoever sends after some of it has come; returns how the download ended. */
async function killInBody(fleet: Fleet, framing: string): Promise<string> {
  await ready(fleet);
  const connection = new HttpConnection(fleet.port);
  let killed = false;
  let text = "";
  connection.open().on("data", (data: Buffer) => {
    text = (text + data.toString("latin1")).slice(0, 4096);
    const pid = Number(/\r\nx-pid: *(\d+)/i.exec(text)?.[1]);
    if (killed || !(pid > 0) || !text.includes("xxxx")) return;
    killed = true;
    process.kill(pid, "SIGKILL");
  });
  const answer = await connection.request("GET", `/big?bytes=20000000&chunk=2000&pause=5&framing=${framing}`);
  connection.destroy();
  if (!killed) return `never begun (${answer.outcome} ${answer.status} ${answer.error})`;
  return answer.outcome;
}

type Leave = "end" | "destroy" | "reset";

/** Uploads half of what it announced and leaves. */
async function leaveInUpload(fleet: Fleet, path: string, id: string, framing: string, leave: Leave): Promise<void> {
  await ready(fleet);
  const connection = new HttpConnection(fleet.port);
  const socket = connection.open();
  await once(socket, "connect");
  const head = `POST ${path}?id=${id} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  const half = `${id}${"y".repeat(100_000)}`;
  const answer = connection.send(
    framing === "chunked"
      ? `${head}Transfer-Encoding: chunked\r\n\r\n${half.length.toString(16)}\r\n${half}\r\n`
      : `${head}Content-Length: ${2 * half.length}\r\n\r\n${half}`,
  );
  await sleep(150);
  if (leave === "end") socket.end();
  else if (leave === "reset") socket.resetAndDestroy();
  else socket.destroy();
  const ended = await Promise.race([answer, sleep(3000).then(() => null)]);
  connection.destroy();
  if (ended?.outcome === "whole" && ended.status < 400) throw new Error(`half an upload was answered ${ended.status}`);
}

async function downloads(fleet: Fleet, findings: Findings, times: number): Promise<void> {
  for (const framing of ["length", "chunked"]) {
    const outcomes = new Tally();
    for (let i = 0; i < times; i++) outcomes.add(await killInBody(fleet, framing));
    const name = `replica killed in a body (${framing}), the client sees`;
    findings.expect(name, String(outcomes), outcomes.of("cut") === times, `cut × ${times}`);
  }
}

async function uploads(fleet: Fleet, findings: Findings, times: number): Promise<void> {
  const ids: string[] = [];
  for (const path of ["/sink", "/record"]) {
    for (const framing of ["length", "chunked"]) {
      for (const leave of ["end", "destroy", "reset"] as const) {
        for (let i = 0; i < times; i++) {
          const id = `${path.slice(1)}-${framing}-${leave}-${i}-`;
          ids.push(id);
          await leaveInUpload(fleet, path, id, framing, leave);
        }
      }
    }
  }
  await sleep(1000);
  const notes = fleet.notes();
  const seen = new Tally();
  for (const id of ids) {
    const words = notes.filter((note) => note.words[1]?.startsWith(id)).map((note) => note.words[0]);
    if (words.includes("complete") || words.includes("run")) seen.add("complete");
    else if (words.includes("broken")) seen.add("broken");
    else if (words.includes("begin")) seen.add("begun, no end noticed");
    else seen.add("never reached a handler's end");
  }
  const complete = seen.of("complete");
  findings.figure("uploads that the client left, as replicas saw them", String(seen));
  findings.expect("left uploads that looked complete", complete, complete === 0, "0");
  const open = seen.of("begun, no end noticed");
  findings.expect("left uploads whose end no handler noticed", open, open === 0, "0");
}

await drill(usage, async (args, findings) => {
  const { values } = parseArgs({ args, options: { ...fleetOptions, times: { type: "string", default: "5" } } });
  const times = count("times", values.times);
  const fleet = await startFleet(values);
  await uploads(fleet, findings, times);
  await downloads(fleet, findings, times);
  await fleet.stop();
});
