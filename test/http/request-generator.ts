import type { Random } from "./kit.ts";

const methods = [
  "GET",
  "GET",
  "GET",
  "POST",
  "POST",
  "PUT",
  "HEAD",
  "DELETE",
  "OPTIONS",
  "PATCH",
  "PROPFIND",
  "M-SEARCH",
];
const oddMethods = ["CONNECT", "CONNECT", "TRACE", "get", "FOO", "G", "PRI", "G!T"];
const targets = [
  "/",
  "/a",
  "/a/b?c=d",
  "/%41%zz",
  "//",
  "/?",
  "/a;b=c,d",
  "/~u/:@!$&'()*+",
  "http://HOST/",
  "https://HOST?a",
];
const hosts = ["a", "a", "a", "a:80", "example.org", "[::1]", "[::1]:8080", "a:"];
const fields = [
  "Accept: */*",
  "X-Empty:",
  "X-Blank: \t ",
  "X:y",
  'Q: "a, \\"b"',
  "User-Agent: x/1 (y; z)",
  "X-Obs: \xe9\xff",
  "Content-Type: text/plain",
  "Cookie: a=b; c=d",
  "!#$%&'*+-.^_`|~: z",
  "Connection: keep-alive",
  "Connection: close",
  "Connection: x,  close",
  "Connection: , close ,",
  "Connection: closed",
  "Keep-Alive: timeout=5",
  "Proxy-Connection: close",
  "Expect: 100-continue",
  "TE: trailers",
  "Trailer: X",
  "Upgrade: websocket\r\nConnection: upgrade",
  "Upgrade: h2c",
];
/** What request smuggling is tried with. */
export const nastyFields: readonly string[] = [
  "Content-Length: 0",
  "Content-Length: 3",
  "Content-Length: 03",
  "Content-Length: +3",
  "Content-Length: -1",
  "Content-Length: 3, 3",
  "Content-Length: 3,4",
  "Content-Length: 0x3",
  "Content-Length: 3 ",
  "Content-Length: 3\xa0",
  "Content-Length: \x0b3",
  "Content-Length:",
  "Content-Length : 3",
  "Content-Length\t: 3",
  "Content_Length: 3",
  "Content-Length: 99999999999999999999",
  "Content-Length: 18446744073709551619",
  "content-length: 3",
  "Transfer-Encoding: chunked",
  "transfer-encoding: CHUNKED",
  "Transfer-Encoding: chunked, chunked",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding: chunked, gzip",
  "Transfer-Encoding: identity",
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding: chunkedx",
  "Transfer-Encoding: \tchunked\t",
  "Transfer-Encoding: \x0bchunked",
  "Transfer-Encoding: chunked\xa0",
  "Transfer-Encoding: \xa0chunked",
  "Transfer-Encoding: chunked;a=b",
  "Transfer-Encoding: ,chunked",
  "Transfer-Encoding: chunked,",
  "Transfer-Encoding:",
  'Transfer-Encoding: "chunked"',
  "Transfer-Encoding : chunked",
  "Transfer-Encoding\x00: chunked",
  "Transfer-Encoding:\r\n chunked",
  "Transfer-Encoding:\n chunked",
  " Transfer-Encoding: chunked",
  "X: y\rTransfer-Encoding: chunked",
  "X: y\nTransfer-Encoding: chunked",
  "X: y\r\r\nTransfer-Encoding: chunked",
  "X: y\r\n Content-Length: 3",
  "Host: b",
  "Host: a",
  "Host:",
  "Host: a b",
  "Host: u@a",
  "Upgrade: websocket",
  "Connection: upgrade",
  "Connection: Upgrade, close",
  "Expect: 200-ok",
  "X",
  ": y",
];
const sizes = [
  "+3",
  "-3",
  "0x3",
  "3 ",
  " 3",
  "3_",
  "",
  "g",
  "3;",
  "3;a",
  "3;a=b",
  '3;a="b;\\""',
  "3 ;a",
  "3; a = b",
  "03",
  "0000000003",
];
const oversizes = [
  "fffffffffffffff0",
  "10000000000000003",
  "ffffffff",
  "3\t",
  "3\x00",
  "3.0",
  "3;a=",
  '3;a="',
  "3;a;b",
  "3;=b",
];
const trailers = [
  "X: y",
  "X:",
  "x-t:  a b ",
  "Content-Length: 3",
  "Transfer-Encoding: chunked",
  "Host: b",
  "X : y",
  " X: y",
  "X",
];
const bytes = '\r\n\r\n\t :;,="\\/?#%0123456789abcXGETHTTP/1.1\0\x0b\x0c\x7f\x80\xa0\xff_-+*[]@';
const endings = ["\n", "\r", "\r\r\n", "\n\r", "\r\n\r\n", "", " \r\n", "\0\r\n"];
const requestLines = [
  "GET / HTTP/1.1 ",
  "GET  / HTTP/1.1",
  "GET /  HTTP/1.1",
  " GET / HTTP/1.1",
  "GET\t/ HTTP/1.1",
  "GET / HTTP/1.2",
  "GET / HTTP/2.0",
  "GET / HTTP/1.11",
  "GET / http/1.1",
  "GET / HTTP/1",
  "GET / ",
  "GET /",
  "GET / RTSP/1.0",
  "GET / HTTP/0.9",
  "GET /\xe9 HTTP/1.1",
  "GET /#a HTTP/1.1",
  "GET a HTTP/1.1",
  "GET http://b/ HTTP/1.1",
  "GET https://a/ HTTP/1.1",
  "GET ftp://a/ HTTP/1.1",
  "GET http://u@a/ HTTP/1.1",
  "GET * HTTP/1.1",
  "OPTIONS * HTTP/1.1",
  "CONNECT a:1 HTTP/1.1",
  "CONNECT a HTTP/1.1",
  "POST / HTTP/1.0",
  "HTTP/1.1 200 OK",
];

/** Makes what a client or an attacker may send on a connection: requests mostly valid, then mutated. */
export class RequestGenerator {
  /** Requests put into the last connection. */
  requests = 0;
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** One to three requests, whole or cut short, in every third case mutated. */
  connection(): string {
    const { random } = this;
    let text = random.once(20) ? "\r\n" : "";
    this.requests = 1 + random.below(3);
    for (let i = 0; i < this.requests; i++) text += this.request();
    if (random.once(3)) for (let i = random.below(3); i >= 0; i--) text = mutated(text, random);
    if (random.once(8)) text = text.substring(0, random.below(text.length + 1));
    return text;
  }

  private request(): string {
    const { random } = this;
    const minor = random.once(8) ? 0 : 1;
    const method = random.once(25) ? random.pick(oddMethods) : random.pick(methods);
    const host = random.pick(hosts);
    const target = method === "CONNECT" ? host : random.pick(targets).replace("HOST", host);
    let line = `${method} ${target} HTTP/1.${minor}`;
    if (random.once(12)) line = random.pick(requestLines);
    const list: string[] = [];
    if (!random.once(30)) list.push(`${random.pick(["Host", "host", "HOST"])}:${random.pick(["", " ", "\t "])}${host}`);
    for (let i = random.below(4); i > 0; i--) list.push(random.pick(fields));
    let body = "";
    switch (random.below(4)) {
      case 0: {
        body = random.text("ab\r\n0", random.below(12));
        list.push(`Content-Length: ${body.length}`);
        break;
      }
      case 1:
        body = chunkedBody(random);
        list.push("Transfer-Encoding: chunked");
        break;
    }
    if (random.once(6)) list.push(random.pick(nastyFields));
    if (random.once(20)) list.push(random.pick(nastyFields));
    for (let i = list.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    const ending = (): string => (random.once(200) ? random.pick(endings) : "\r\n");
    return `${line}${ending()}${list.map((field) => field + ending()).join("")}${ending()}${body}`;
  }
}

/** A chunked body, most of them valid. */
export function chunkedBody(random: Random): string {
  const end = random.once(40) ? random.pick(endings) : "\r\n";
  let text = "";
  for (let i = random.below(4); i > 0; i--) {
    const data = random.text("ab\r\n0", 1 + random.below(20));
    let size = data.length.toString(16);
    if (random.once(12)) size = random.pick(sizes);
    else if (random.once(30)) size = random.pick(oversizes);
    else if (random.once(6)) size += random.pick([";a", ";a=b", ';a="b c"', " ; a = b", ";a;b=c"]);
    text += `${size}\r\n${data}${end}`;
  }
  text += `${random.pick(["0", "0", "00", "0;a=b"])}\r\n`;
  if (random.once(4)) for (let i = random.below(3); i > 0; i--) text += `${random.pick(trailers)}\r\n`;
  return `${text}\r\n`;
}

/** One small change anywhere. */
export function mutated(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const [before, after] = [text.substring(0, at), text.substring(at)];
  switch (random.below(7)) {
    case 0:
      return before + random.text(bytes, 1) + after.substring(1);
    case 1:
      return before + random.text(bytes, 1 + random.below(2)) + after;
    case 2:
      return before + after.substring(1 + random.below(3));
    case 3: {
      const line = text.indexOf("\r\n", at);
      return line < 0 ? text : text.substring(0, line) + random.pick(endings) + text.substring(line + 2);
    }
    case 4: {
      const line = text.indexOf("\r\n", at);
      return line < 0
        ? text
        : `${text.substring(0, line + 2)}${random.pick(nastyFields)}\r\n${text.substring(line + 2)}`;
    }
    case 5:
      return before + text.substring(Math.max(at - random.below(20), 0), at) + after;
    default:
      return before + String.fromCharCode(random.below(256)) + after.substring(random.below(2));
  }
}
