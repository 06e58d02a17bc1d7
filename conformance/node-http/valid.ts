import type { Line, Parts } from "./parts.ts";
import type { Random } from "./random.ts";

const alpha = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digit = "0123456789";
const tchar = `!#$%&'*+-.^_\`|~${digit}${alpha}`;
/** pchar of RFC 3986 without `%`, which comes with its two digits. */
const pchar = `${alpha}${digit}-._~!$&'()*+,;=:@`;
/** Comma left out: it is valid in a reg-name, and refused here because it is how two merged Host lines look. */
const regName = `${alpha}${digit}-._~!$&'()*+;=`;
const visible = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join("");
const obsText = Array.from({ length: 128 }, (_, at) => String.fromCharCode(128 + at)).join("");
const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "PROPFIND", "M-SEARCH", "REPORT", "TRACE"];
const steering = /^(?:host|content-length|transfer-encoding|connection|upgrade|expect|keep-alive|proxy-connection)$/i;

const oneOf = (random: Random, ...choices: (() => string)[]): string => random.pick(choices)();
const ows = (random: Random): string => (random.chance(0.7) ? " " : random.text(" \t", 0, 3));
const anyCase = (random: Random, name: string): string =>
  random.chance(0.7) ? name : [...name].map((c) => (random.chance(0.5) ? c.toUpperCase() : c.toLowerCase())).join("");
const encoded = (random: Random): string => `%${random.text("0123456789abcdefABCDEF", 2, 2)}`;

function characters(random: Random, alphabet: string, low: number, high: number): string {
  let made = "";
  for (let left = random.int(low, high); left > 0; left--)
    made += random.chance(0.1) ? encoded(random) : random.pick(alphabet);
  return made;
}

function path(random: Random): string {
  let made = "";
  for (let left = random.int(1, 4); left > 0; left--) made += `/${characters(random, pchar, 0, 8)}`;
  return made;
}

const query = (random: Random): string => (random.chance(0.4) ? `?${characters(random, `${pchar}/?`, 0, 12)}` : "");

export function authority(random: Random): string {
  const name = oneOf(
    random,
    () => characters(random, regName, 1, 12),
    () => random.pick(["example.com", "EXAMPLE.com", "localhost", "127.0.0.1", "xn--bcher-kva.example"]),
    () => random.pick(["[::1]", "[2001:db8::8:800:200c:417a]", "[::ffff:127.0.0.1]"]),
  );
  return (
    name +
    oneOf(
      random,
      () => "",
      () => "",
      () => `:${random.int(1, 65535)}`,
      () => ":",
    )
  );
}

function value(random: Random): string {
  let made = "";
  for (let words = random.int(0, 4); words > 0; words--) {
    made += random.text(random.chance(0.1) ? obsText : visible, 1, 10) + (words > 1 ? random.text(" \t", 1, 2) : "");
  }
  return made;
}

const line = (random: Random, name: string, text: string): Line => ({
  text: `${name}:${ows(random)}${text}${random.chance(0.1) ? ows(random) : ""}`,
  end: "\r\n",
});

/** A field that steers nothing. */
function plainField(random: Random): Line {
  for (;;) {
    const name = random.chance(0.5)
      ? random.text(tchar, 1, 15)
      : random.pick(["Accept", "User-Agent", "Cookie", "X-A", "te", "Via"]);
    if (!steering.test(name)) return line(random, name, value(random));
  }
}

/** A trailer: nothing that frames, routes, authenticates or describes the content. */
const trailerField = (random: Random): Line => line(random, `X-${random.text(tchar, 1, 10)}`, value(random));

function quoted(random: Random): string {
  let made = "";
  for (let left = random.int(0, 6); left > 0; left--) {
    made += random.chance(0.2)
      ? `\\${random.pick(`${visible} \t`)}`
      : random.pick(visible.replace(/["\\]/g, "x") + " \t");
  }
  return `"${made}"`;
}

function extension(random: Random): string {
  if (random.chance(0.7)) return "";
  const bws = () => (random.chance(0.1) ? random.text(" \t", 1, 2) : "");
  let made = "";
  for (let left = random.int(1, 2); left > 0; left--) {
    made += `${bws()};${bws()}${random.text(tchar, 1, 6)}`;
    if (random.chance(0.6))
      made += `${bws()}=${bws()}${random.chance(0.5) ? random.text(tchar, 1, 6) : quoted(random)}`;
  }
  return made;
}

const bytes = (random: Random): string => random.text(`${visible}\r\n\0 ${obsText}`, 1, 40);

function size(random: Random, length: number): string {
  const hex = random.chance(0.5) ? length.toString(16) : length.toString(16).toUpperCase();
  return (random.chance(0.15) ? "0".repeat(random.int(1, 4)) : "") + hex;
}

function addBody(random: Random, parts: Parts, chunkedAllowed: boolean): void {
  const kind = random.next();
  if (kind < 0.35) return;
  if (kind < 0.65 || !chunkedAllowed) {
    parts.framing = "length";
    parts.body = random.chance(0.15) ? "" : bytes(random);
    const zeros = random.chance(0.1) ? "00" : "";
    parts.fields.push(line(random, anyCase(random, "Content-Length"), `${zeros}${parts.body.length}`));
    return;
  }
  parts.framing = "chunked";
  parts.fields.push(line(random, anyCase(random, "Transfer-Encoding"), anyCase(random, "chunked")));
  for (let left = random.int(0, 3); left > 0; left--) {
    const data = bytes(random);
    parts.chunks.push({ size: size(random, data.length), extension: extension(random), data, end: "\r\n" });
  }
  parts.chunks.push({ size: size(random, 0), extension: extension(random), data: "", end: "" });
  if (random.chance(0.3)) for (let left = random.int(1, 3); left > 0; left--) parts.trailers.push(trailerField(random));
}

function shuffle<T>(random: Random, list: T[]): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = random.int(0, at);
    [list[at], list[other]] = [list[other], list[at]];
  }
}

/** What the last request of a connection does to it. */
export type Ending = "stays" | "closes" | "upgrades" | "connects";

/** A request that RFC 9110 and 9112 allow, in any of their optional forms. */
export function validRequest(random: Random, ending: Ending): Parts {
  const old = ending !== "upgrades" && random.chance(0.1);
  const host = authority(random);
  const parts: Parts = {
    prelude: random.chance(0.05) ? "\r\n" : "",
    method: random.chance(0.03) ? random.text(tchar, 1, 12) : random.pick(methods),
    target: path(random) + query(random),
    version: old ? "HTTP/1.0" : "HTTP/1.1",
    separators: [" ", " ", "\r\n"],
    fields: [],
    headEnd: "\r\n",
    framing: "none",
    body: "",
    chunks: [],
    trailers: [],
  };
  if (parts.method === "CONNECT") parts.method = "GET";
  if (ending === "connects") {
    const tunnel = `${host.replace(/:\d*$/, "")}:${random.int(1, 65535)}`;
    parts.method = "CONNECT";
    parts.target = tunnel;
    parts.fields.push(line(random, anyCase(random, "Host"), tunnel));
  } else {
    if (parts.method === "OPTIONS" && random.chance(0.5)) parts.target = "*";
    else if (random.chance(0.15)) {
      const rest = (random.chance(0.7) ? path(random) : "") + query(random);
      parts.target = `${random.pick(["http", "http", "HTTP", "https"])}://${host}${rest}`;
    }
    if (!old || random.chance(0.7)) parts.fields.push(line(random, anyCase(random, "Host"), host));
  }
  const connection = (text: string) =>
    parts.fields.push(line(random, anyCase(random, "Connection"), anyCase(random, text)));
  if (ending === "closes") {
    if (!old || random.chance(0.5)) connection(random.pick(["close", "close", "x, close", "close,x", ", close ,"]));
  } else if (ending === "upgrades") {
    connection(random.pick(["upgrade", "Upgrade", "keep-alive, Upgrade"]));
    parts.fields.push(line(random, anyCase(random, "Upgrade"), "websocket"));
  } else if (old) connection("keep-alive");
  else if (random.chance(0.1)) connection("keep-alive");
  for (let left = random.int(0, 5); left > 0; left--) parts.fields.push(plainField(random));
  if (ending === "stays" || ending === "closes") {
    addBody(random, parts, !old);
    if (parts.framing !== "none" && !old && random.chance(0.05))
      parts.fields.push(line(random, anyCase(random, "Expect"), anyCase(random, "100-continue")));
  }
  shuffle(random, parts.fields);
  return parts;
}

/** A connection of one to three such requests; what follows an upgrade belongs to the other protocol. */
export function validConnection(random: Random): { requests: Parts[]; ending: Ending; rest: string } {
  const ending = random.pick<Ending>(["stays", "stays", "stays", "stays", "closes", "closes", "upgrades", "connects"]);
  const requests: Parts[] = [];
  for (let left = random.int(0, 2); left > 0; left--) requests.push(validRequest(random, "stays"));
  requests.push(validRequest(random, ending));
  const rest = ending === "upgrades" || ending === "connects" ? bytes(random) : "";
  return { requests, ending, rest };
}
