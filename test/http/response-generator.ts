import type { Random } from "./kit.ts";
import { chunkedBody, mutated, nastyFields } from "./request-generator.ts";

const lines = ["200 OK", "200 OK", "200 OK", "201 Created", "404 Not Found", "500 a  b \xe9", "299 ", "204 No Content"];
const oddLines = [
  "304 Not Modified",
  "100 Continue",
  "103 Early Hints",
  "101 Switching Protocols",
  "200",
  "599 x",
  "999 y",
];
const statusLines = [
  "HTTP/1.1  200 OK",
  "HTTP/1.1 20 OK",
  "HTTP/1.1 2000 OK",
  "HTTP/1.1 099 OK",
  "HTTP/1.2 200 OK",
  "HTTP/2.0 200 OK",
  "HTTP/0.9 200 OK",
  "http/1.1 200 OK",
  "HTTP/1.1 200\tOK",
  "HTTP/1.1 200 O\0K",
  "HTTP/1.1 200 O\x0bK",
  "HTTP/1.1 OK",
  "RTSP/1.0 200 OK",
  "ICY 200 OK",
  "GET / HTTP/1.1",
  "",
];
const fields = [
  "Content-Type: text/html",
  "Date: x",
  "X-Empty:",
  "X-Obs: \xe9",
  "Set-Cookie: a=b",
  "Connection: keep-alive",
  "Connection: close",
  "Keep-Alive: timeout=5",
  "Upgrade: h2c",
  "Upgrade: x\r\nConnection: upgrade",
];

export interface Responses {
  readonly input: string;
  /** Methods of the requests answered, interim responses not counted. */
  readonly methods: readonly string[];
}

/** One to three responses as an upstream, a broken or a hostile one may send them. */
export function responses(random: Random): Responses {
  const methods: string[] = [];
  let input = "";
  for (let i = random.below(3); i >= 0; i--) {
    const method = random.once(8) ? "HEAD" : "GET";
    let line = `HTTP/1.${random.once(8) ? 0 : 1} ${random.pick(random.once(6) ? oddLines : lines)}`;
    if (random.once(25)) line = random.pick(statusLines);
    const list: string[] = [];
    for (let j = random.below(4); j > 0; j--) list.push(random.pick(fields));
    let body = random.text("ab\r\n0", random.below(12));
    const kind = random.below(5);
    if (kind < 2) list.push(`Content-Length: ${body.length}`);
    else if (kind < 4) {
      list.push("Transfer-Encoding: chunked");
      body = chunkedBody(random);
    }
    if (/ (1\d\d|204|304)\b/.test(line) || method === "HEAD") body = "";
    if (random.once(8)) list.push(random.pick(nastyFields));
    input += `${line}\r\n${list.map((field) => `${field}\r\n`).join("")}\r\n${body}`;
    if (!/ 1\d\d\b/.test(line)) methods.push(method);
  }
  if (random.once(3)) input = mutated(input, random);
  if (random.once(8)) input = input.substring(0, random.below(input.length + 1));
  return { input, methods: methods.length === 0 ? ["GET"] : methods };
}
