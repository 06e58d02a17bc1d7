// The app the drills run against: `flotilla run bench/drills/app.ts`. bench/drills/plain.mjs is the same on node:http.
//   GET  /whoami                              {"replica","pid"}
//   GET  /echo?id=                            {"id","replica","pid"}
//   GET  /slow?id=                            {"id"} after a second
//   POST /record?hold=MS      body: an id     notes "run ID" when the handler runs, then holds
//   POST /sink?id=&pause=MS   any body        counts; notes "begin", then "complete ID BYTES" or "broken ID BYTES"
//   GET  /big?bytes=&framing=length|chunked&chunk=&pause=MS
// Notes go to the file PID.log in the folder DRILL_RECORD.
import { appendFileSync } from "node:fs";
import { App } from "flotilla";

export const app: App = new App({ title: "Drills", version: "1.0.0" });

const replica = process.env.FLOTILLA_REPLICA ?? process.env.PORT ?? "0";
const folder = process.env.DRILL_RECORD;

function note(line: string): void {
  if (folder !== undefined) appendFileSync(`${folder}/${process.pid}.log`, `${line}\n`);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function queryOf(request: Request): URLSearchParams {
  return new URL(request.url).searchParams;
}

app.get("/whoami", () => ({ replica, pid: process.pid }));

app.get("/echo", (_input, context) => ({ id: queryOf(context.request).get("id") ?? "", replica, pid: process.pid }));

app.get("/slow", async (_input, context) => {
  const id = queryOf(context.request).get("id") ?? "";
  await sleep(1000);
  return { id };
});

app.post("/record", async (_input, context) => {
  const id = await context.request.text();
  note(`run ${id}`);
  await sleep(Number(queryOf(context.request).get("hold") ?? 0));
  return { id, pid: process.pid };
});

app.post("/sink", async (_input, context) => {
  const query = queryOf(context.request);
  const id = query.get("id") ?? "";
  const pauseMs = Number(query.get("pause") ?? 0);
  let bytes = 0;
  note(`begin ${id}`);
  try {
    const reader = context.request.body?.getReader();
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      bytes += read.value.length;
      if (pauseMs > 0) await sleep(pauseMs);
    }
  } catch (error) {
    note(`broken ${id} ${bytes}`);
    throw error;
  }
  note(`complete ${id} ${bytes}`);
  return { id, bytes };
});

app.get("/big", (_input, context) => {
  const query = queryOf(context.request);
  const total = Number(query.get("bytes") ?? 0);
  const chunk = new Uint8Array(Number(query.get("chunk") ?? 65_536)).fill(120);
  const pauseMs = Number(query.get("pause") ?? 0);
  let left = total;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (left === 0) return controller.close();
      const size = Math.min(left, chunk.length);
      left -= size;
      controller.enqueue(chunk.slice(0, size));
      if (pauseMs > 0) await sleep(pauseMs);
    },
  });
  const headers = new Headers({ "content-type": "application/octet-stream", "x-pid": String(process.pid) });
  if (query.get("framing") !== "chunked") headers.set("content-length", String(total));
  return new Response(body, { headers });
});
