// The drill app's endpoints on bare node:http: the control that tells a fault of ours from one of the drill.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { Readable } from "node:stream";

const replica = process.env.FLOTILLA_REPLICA ?? process.env.PORT ?? "0";
const note = (line) => {
  if (process.env.DRILL_RECORD !== undefined)
    appendFileSync(`${process.env.DRILL_RECORD}/${process.pid}.log`, `${line}\n`);
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function* bytes(count, size, pauseMs) {
  for (let left = count; left > 0; left -= size) {
    yield Buffer.alloc(Math.min(size, left), 120);
    if (pauseMs > 0) await sleep(pauseMs);
  }
}

createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, async (request, response) => {
  const { pathname, searchParams: query } = new URL(request.url, "http://x");
  const json = (value) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  const id = query.get("id") ?? "";
  try {
    if (pathname === "/whoami") return json({ replica, pid: process.pid });
    if (pathname === "/echo") return json({ id, replica, pid: process.pid });
    if (pathname === "/slow") {
      await sleep(1000);
      return json({ id });
    }
    if (pathname === "/record") {
      let body = "";
      for await (const chunk of request) body += chunk;
      note(`run ${body}`);
      await sleep(Number(query.get("hold") ?? 0));
      return json({ id: body, pid: process.pid });
    }
    if (pathname === "/sink") {
      let count = 0;
      note(`begin ${id}`);
      try {
        for await (const chunk of request) {
          count += chunk.length;
          if (query.has("pause")) await sleep(Number(query.get("pause")));
        }
      } catch {
        return note(`broken ${id} ${count}`);
      }
      note(`complete ${id} ${count}`);
      return json({ id, bytes: count });
    }
    if (pathname === "/big") {
      const count = Number(query.get("bytes"));
      const head = query.get("framing") === "chunked" ? {} : { "content-length": count };
      response.writeHead(200, { "content-type": "application/octet-stream", "x-pid": process.pid, ...head });
      const size = Number(query.get("chunk") ?? 65536);
      return Readable.from(bytes(count, size, Number(query.get("pause") ?? 0))).pipe(response);
    }
    response.writeHead(404).end();
  } catch {
    response.destroy();
  }
}).listen(Number(process.env.PORT), "127.0.0.1", 2048);
