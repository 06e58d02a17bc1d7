import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";
import { app } from "./app.ts";
import type { Asked } from "./requests.ts";

/** What came back, as far as it is the app's: not what a connection is about. */
export interface Answer {
  readonly status: number;
  /** Sorted; lines of one name in their order. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Something that serves the app. */
export interface Carrier {
  readonly name: string;
  send(asked: Asked): Promise<Answer>;
  close(): Promise<void>;
}

/** How bytes are framed, and when, is between a carrier and its client. */
const carriers = new Set(["connection", "keep-alive", "date", "content-length", "transfer-encoding"]);
const host = "portable.example";

function answerOf(status: number, lines: readonly (readonly [string, string])[], bytes: Uint8Array): Answer {
  const headers = lines
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !carriers.has(name))
    .sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
  // Two libraries may compress differently.
  const isGzip =
    bytes.byteLength > 0 && headers.some(([name, value]) => name === "content-encoding" && value === "gzip");
  const body = new TextDecoder("latin1").decode(isGzip ? gunzipSync(bytes) : bytes);
  return { status, headers: headers.map(([name, value]) => `${name}: ${value}`), body };
}

/** `app.fetch`, called. */
export function direct(): Carrier {
  return {
    name: "app.fetch on Node",
    async send({ method = "GET", path, headers = {}, body }) {
      const request = new Request(`http://${host}${path}`, {
        method,
        headers,
        body: body as string | Uint8Array<ArrayBuffer> | undefined,
      });
      const response = await app.fetch(request);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return answerOf(response.status, [...response.headers], bytes);
    },
    close: () => app.stop(),
  };
}

async function served(name: string, command: string, args: readonly string[]): Promise<Carrier> {
  const child: ChildProcess = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let problems = "";
  child.stderr!.on("data", (data) => (problems += data));
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`${name} ended at start: ${problems}`)));
  const [port] = await Promise.race([once(createInterface({ input: child.stdout! }), "line"), ended]);
  ended.catch(() => {});
  return {
    name,
    send: (asked) => overSocket(Number(port), asked),
    async close() {
      const closed = once(child, "exit");
      child.kill();
      await closed;
    },
  };
}

function overSocket(port: number, { method = "GET", path, headers = {}, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body as Uint8Array);
    const length: { [name: string]: string } =
      bytes === undefined ? {} : { "content-length": String(bytes.byteLength) };
    const outgoing = httpRequest({
      ...{ port, host: "127.0.0.1", method, path, setHost: false, agent: false },
      headers: { host, ...headers, ...length },
    });
    outgoing.on("error", reject);
    outgoing.on("response", async (incoming) => {
      const pieces: Buffer[] = [];
      try {
        for await (const piece of incoming) pieces.push(piece);
      } catch (error) {
        reject(error);
        return;
      }
      const lines: [string, string][] = [];
      const { rawHeaders, statusCode = 0 } = incoming;
      for (let i = 0; i < rawHeaders.length; i += 2) lines.push([rawHeaders[i], rawHeaders[i + 1]]);
      resolve(answerOf(statusCode, lines, Buffer.concat(pieces)));
    });
    outgoing.end(bytes);
  });
}

const condition = ["--conditions", "flotilla:source"];

/** Our server, on this Node. */
export function ours(): Promise<Carrier> {
  const script = join(import.meta.dirname, "serve-node.ts");
  return served("our server", process.execPath, [...condition, "--import", "tsx", script]);
}

/** `Bun.serve({ fetch: app.fetch })`. */
export function onBun(binary: string): Promise<Carrier> {
  const script = join(import.meta.dirname, "serve-bun.ts");
  return served("Bun.serve", binary, ["--conditions=flotilla:source", script]);
}
