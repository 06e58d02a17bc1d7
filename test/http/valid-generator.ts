import type { Random } from "./kit.ts";

const alpha = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const digit = "0123456789";
const hex = "0123456789abcdefABCDEF";
const tchar = `!#$%&'*+-.^_\`|~${digit}${alpha}`;
const unreserved = `${alpha}${digit}-._~`;
/** Without `,`, which ours refuses in a Host (docs/http-strictness.md). */
const subDelims = "!$&'()*+;=";
const vchar = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).join("");
const obsText = Array.from({ length: 128 }, (_, i) => String.fromCharCode(0x80 + i)).join("");
const qdtext = vchar.replace(/["\\]/g, "") + obsText + "\t ";

/** A request in pieces, with what it means. `text()` puts it together. */
export interface ValidRequest {
  /** An empty line before the request, or nothing. */
  prefix: string;
  method: string;
  target: string;
  /** `HTTP/1.1` or `HTTP/1.0`. */
  version: string;
  /** Field lines without their CRLF. */
  fields: string[];
  /** The body as sent. */
  raw: string;
  readonly framing: "none" | "length" | "chunked";
  readonly meaning: Meaning;
}

export interface Meaning {
  readonly method: string;
  readonly target: string;
  readonly form: "origin" | "absolute" | "authority" | "asterisk";
  readonly path: string;
  readonly query: string;
  readonly minorVersion: 0 | 1;
  readonly headers: string[];
  readonly authority: string;
  readonly framing: "none" | "length" | "chunked";
  readonly keepAlive: boolean;
  readonly expectContinue: boolean;
  readonly upgrade: boolean;
  readonly body: string;
  readonly trailers: string[];
}

export function text(request: ValidRequest): string {
  const { prefix, method, target, version, fields, raw } = request;
  return `${prefix}${method} ${target} ${version}\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n${raw}`;
}

/** Makes requests from the grammars of RFC 9110, 9112 and 3986, every optional form of them. */
export class ValidGenerator {
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** `framing`: the one wanted, or any. */
  request(wanted?: ValidRequest["framing"]): ValidRequest {
    const { random } = this;
    const minorVersion = random.once(6) && wanted !== "chunked" ? 0 : 1;
    const host = this.uriHost() + this.port();
    const { method, target, form, path, query, authority } = this.line(host, wanted);
    let framing = wanted ?? random.pick(["none", "length", "chunked"] as const);
    if (form === "authority") framing = "none";
    else if (framing === "chunked" && minorVersion === 0) framing = "length";

    const lines: [string, string][] = [];
    const withHost = minorVersion === 1 || authority !== "" || random.once(2);
    if (withHost) lines.push([this.cased("host"), authority === "" ? host : authority]);
    for (let i = random.below(6); i > 0; i--) lines.push([this.fieldName(), this.fieldValue()]);
    const { close, keepAlive, upgrade } = this.connection(lines);
    let body = "";
    let raw = "";
    let trailers: string[] = [];
    if (framing === "length") {
      body = random.text(`\r\n\0${vchar}${obsText}`, random.below(40));
      lines.push([this.cased("content-length"), random.text("0", random.below(3) * random.below(12)) + body.length]);
      raw = body;
    } else if (framing === "chunked") {
      lines.push([this.cased("transfer-encoding"), this.cased("chunked")]);
      ({ body, raw, trailers } = this.chunks());
    } else if (form !== "authority" && random.once(8)) lines.push([this.cased("content-length"), "0"]);
    const expect = random.once(12);
    if (expect) lines.push([this.cased("expect"), this.cased("100-continue")]);
    for (let i = lines.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [lines[i], lines[j]] = [lines[j], lines[i]];
    }
    const content = framing === "chunked" || body.length > 0;
    return {
      prefix: random.once(5) ? "\r\n" : "",
      method,
      target,
      version: `HTTP/1.${minorVersion}`,
      fields: lines.map(([name, value]) => `${name}:${this.ows()}${value}${this.ows()}`),
      raw,
      framing,
      meaning: {
        method,
        target,
        form,
        path,
        query,
        minorVersion,
        headers: lines.flat(),
        authority: withHost ? (authority === "" ? host : authority) : "",
        framing: framing === "length" && body.length === 0 ? "none" : framing,
        keepAlive: minorVersion === 1 ? !close : keepAlive && !close,
        expectContinue: expect && minorVersion === 1 && content,
        upgrade: upgrade && minorVersion === 1,
        body,
        trailers,
      },
    };
  }

  private line(
    host: string,
    wanted?: string,
  ): Pick<Meaning, "method" | "target" | "form" | "path" | "query" | "authority"> {
    const { random } = this;
    const method = random.once(4)
      ? random.text(tchar, 1 + random.below(12))
      : random.pick(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "QUERY"]);
    const query = random.once(2)
      ? random.text(`${unreserved}${subDelims},:@/?`, random.below(20)) + this.escape()
      : null;
    const mark = query === null ? "" : `?${query}`;
    switch (random.below(6)) {
      case 0: {
        const scheme = this.cased(random.pick(["http", "https"]));
        const path = random.once(3) ? "" : this.path();
        const target = `${scheme}://${host}${path}${mark}`;
        const whole = method === "OPTIONS" && path === "" && query === null;
        const shown = whole ? "*" : path === "" ? "/" : path;
        return { method, target, form: "absolute", path: shown, query: query ?? "", authority: host };
      }
      case 1:
        return { method: "OPTIONS", target: "*", form: "asterisk", path: "*", query: "", authority: "" };
      case 2:
        if (wanted === undefined && random.once(4)) {
          const target = `${this.uriHost()}:${random.below(65536)}`;
          return { method: "CONNECT", target, form: "authority", path: target, query: "", authority: target };
        }
    }
    const path = this.path();
    return { method, target: path + mark, form: "origin", path, query: query ?? "", authority: "" };
  }

  private path(): string {
    const { random } = this;
    let path = "/";
    for (let i = random.below(4); i > 0; i--) {
      path +=
        random.text(`${unreserved}${subDelims},:@`, random.below(8)) + this.escape() + random.pick(["/", "", "//"]);
    }
    return path;
  }

  private escape(): string {
    return this.random.once(3) ? `%${this.random.text(hex, 2)}` : "";
  }

  /** RFC 3986 section 3.2.2. */
  private uriHost(): string {
    const { random } = this;
    const byte = (): number => random.below(256);
    const group = (): string => random.text(hex, 1 + random.below(4));
    switch (random.below(6)) {
      case 0:
        return [byte(), byte(), byte(), byte()].join(".");
      case 1: {
        const tail = random.once(3) ? [byte(), byte(), byte(), byte()].join(".") : null;
        const groups = Array.from({ length: tail === null ? 8 : 6 }, group);
        if (tail !== null) groups.push(tail);
        if (random.once(2)) return `[${groups.join(":")}]`;
        const left = random.below(tail === null ? 8 : 7);
        const right = random.below((tail === null ? 8 : 7) - left);
        const end =
          tail === null ? groups.slice(groups.length - right) : [...groups.slice(6 - Math.min(right, 6), 6), tail];
        if (right === 0 && tail === null) end.length = 0;
        if (tail !== null && left + Math.min(right, 6) > 5) return `[::${tail}]`;
        return `[${groups.slice(0, left).join(":")}::${end.join(":")}]`;
      }
      case 2:
        return `[${random.pick(["v", "V"])}${random.text(hex, 1 + random.below(3))}.${random.text(`${unreserved}${subDelims},:`, 1 + random.below(9))}]`;
      case 3:
        return random.text(`${unreserved}${subDelims}`, 1 + random.below(20)) + this.escape();
      default:
        return random.pick(["a", "localhost", "example.org", "EXAMPLE.org.", "xn--bcher-kva.example", "a_b.test"]);
    }
  }

  private port(): string {
    const { random } = this;
    return random.pick(["", "", ":", ":80", ":0", ":00443", ":65535", `:${random.below(65536)}`]);
  }

  private fieldName(): string {
    // The prefix keeps made names from being ones that mean something.
    return this.random.once(3)
      ? this.random.pick(["Accept", "User-Agent", "Cookie", "Via", "Proxy-Connection", "Keep-Alive", "TE", "Trailer"])
      : `X${this.random.text(tchar, this.random.below(12))}`;
  }

  private fieldValue(): string {
    const { random } = this;
    switch (random.below(5)) {
      case 0:
        return "";
      case 1:
        return this.quoted();
      case 2:
        return random.text(vchar + obsText, 1);
      default:
        return `${random.text(vchar + obsText, 1)}${random.text(`${vchar}${obsText} \t`, random.below(30))}${random.text(vchar, 1)}`;
    }
  }

  private quoted(): string {
    const { random } = this;
    let inner = "";
    for (let i = random.below(6); i > 0; i--) {
      inner += random.once(4)
        ? `\\${random.text(`${vchar}${obsText}\t `, 1)}`
        : random.text(qdtext, 1 + random.below(3));
    }
    return `"${inner}"`;
  }

  /** RFC 9110 section 5.6.3: white space that may stand around a value. */
  private ows(): string {
    return this.random.pick(["", " ", " ", "\t", "  ", " \t ", "\t\t"]);
  }

  private cased(word: string): string {
    const { random } = this;
    if (!random.once(3)) return word;
    return [...word].map((char) => (random.once(2) ? char.toUpperCase() : char)).join("");
  }

  /** Adds Connection lines, lists with empty elements among them (RFC 9110 section 5.6.1.2). */
  private connection(lines: [string, string][]): { close: boolean; keepAlive: boolean; upgrade: boolean } {
    const { random } = this;
    const options: string[] = [];
    const chosen = { close: random.once(8), keepAlive: random.once(3), upgrade: random.once(16) };
    if (chosen.close) options.push("close");
    if (chosen.keepAlive) options.push("keep-alive");
    if (chosen.upgrade) {
      options.push("upgrade");
      lines.push([this.cased("upgrade"), random.pick(["websocket", "h2c, foo/2", "TLS/1.0"])]);
    }
    if (random.once(6)) options.push(random.pick(["TE", "x-hop", "closed", "keep-alives"]));
    while (options.length > 0) {
      const list = options.splice(0, 1 + random.below(options.length)).map((option) => this.cased(option));
      if (random.once(5)) list.splice(random.below(list.length + 1), 0, "");
      const joined = list.join(`${this.ows()},${this.ows()}`);
      lines.push([this.cased("connection"), joined.replace(/^[ \t]+|[ \t]+$/g, "")]);
    }
    return chosen;
  }

  private chunks(): { body: string; raw: string; trailers: string[] } {
    const { random } = this;
    let body = "";
    let raw = "";
    for (let i = random.below(4); i > 0; i--) {
      const data = random.text(`\r\n\0;${vchar}${obsText}`, 1 + random.below(40));
      const size = random.text("0", random.once(4) ? random.below(20) : 0) + data.length.toString(16);
      raw += `${random.once(2) ? size.toUpperCase() : size}${this.extensions()}\r\n${data}\r\n`;
      body += data;
    }
    raw += `${random.text("0", 1 + random.below(3))}${this.extensions()}\r\n`;
    const trailers: string[] = [];
    if (random.once(3)) {
      for (let i = random.below(4); i > 0; i--) {
        const [name, value] = [`X${random.text(tchar, random.below(8))}`, this.fieldValue()];
        raw += `${name}:${this.ows()}${value}${this.ows()}\r\n`;
        trailers.push(name, value);
      }
    }
    return { body, raw: `${raw}\r\n`, trailers };
  }

  /** `*( BWS ";" BWS name [ BWS "=" BWS value ] )` (RFC 9112 section 7.1.1). */
  private extensions(): string {
    const { random } = this;
    if (!random.once(3)) return "";
    let list = "";
    for (let i = 1 + random.below(3); i > 0; i--) {
      list += `${this.ows()};${this.ows()}${random.text(tchar, 1 + random.below(5))}`;
      if (random.once(2)) {
        const value = random.once(2) ? this.quoted() : random.text(tchar, 1 + random.below(5));
        list += `${this.ows()}=${this.ows()}${value}`;
      }
    }
    return list;
  }
}
