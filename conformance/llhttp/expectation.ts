import type { Fixture } from "./fixtures.ts";
import type { Message, Reading } from "./reading.ts";

/** What a fixture's log says, and where its requests break a rule of ours that would hide everything behind it. */
export interface Expectation {
  readonly reading: Reading;
  /** Offsets behind request lines of HTTP/1.1 requests that have no Host, with the value that fits the target. */
  readonly missingHosts: readonly { readonly at: number; readonly host: string }[];
  /** Offsets of `#` in request-targets. */
  readonly fragments: readonly number[];
}

const upgradeCodes = new Set(["22", "23"]);

/** The authority that a Host beside this request line has to name. */
function hostFor(method: string, target: string): string {
  if (method === "CONNECT") return target;
  return /^[a-z]+:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(target)?.[1] ?? "host.example";
}

/** Reads the log that llhttp prints for a fixture: events with offsets into the input. */
export function expectationOf({ input, log, side }: Fixture): Expectation {
  const messages: Message[] = [];
  const missingHosts: { at: number; host: string }[] = [];
  const fragments: number[] = [];
  let spans: Record<string, string> = {};
  let fields: string[] = [];
  let versionEnd = -1;
  let current: Message | null = null;
  let begun = false;
  let refused: string | null = null;
  let upgraded = false;
  let unsafe: boolean | null = null;

  const noteHost = () => {
    const hosted = fields.some((field) => /^host:/i.test(field));
    if (
      side === "request" &&
      !hosted &&
      spans.version === "1.1" &&
      input.toString("latin1", versionEnd, versionEnd + 2) === "\r\n"
    ) {
      missingHosts.push({ at: versionEnd + 2, host: hostFor(spans.method ?? "", spans.url ?? "") });
    }
    versionEnd = -1;
  };
  const endField = () => {
    if (spans.header_field === undefined) return;
    const list = current === null ? fields : current.trailers;
    list.push(`${spans.header_field}: ${(spans.header_value ?? "").trim()}`);
    delete spans.header_field;
    delete spans.header_value;
  };

  for (const line of log) {
    const [, offset, event] = /^off=(\d+|NULL) (.*)$/s.exec(line) ?? [];
    if (event === undefined) continue;
    const span = /^len=(\d+) span\[(\w+)\]=/.exec(event);
    if (span !== null) {
      const text = input.toString("latin1", Number(offset), Number(offset) + Number(span[1]));
      if (span[2] === "body" && current !== null) current.body += text;
      else spans[span[2]] = (spans[span[2]] ?? "") + text;
      if (span[2] === "url" && text.includes("#")) fragments.push(Number(offset) + text.indexOf("#"));
    } else if (event === "message begin") {
      [spans, fields, current, begun] = [{}, [], null, true];
    } else if (event === "version complete") versionEnd = Number(offset);
    else if (event === "header_value complete") endField();
    else if (event.startsWith("headers complete")) {
      noteHost();
      const version = /v=(\d)\/(\d)/.exec(event);
      const protocol = `HTTP/${version?.[1]}.${version?.[2]}`;
      const status = /status=(\d+)/.exec(event)?.[1];
      const start = side === "request" ? `${spans.method} ${spans.url} ${protocol}` : `${protocol} ${status}`;
      current = { start, fields, body: "", trailers: [], complete: false };
      messages.push(current);
    } else if (event === "message complete") {
      if (current !== null) current.complete = true;
      begun = false;
    } else if (event.startsWith("error")) {
      const [, code, reason] = /code=(\d+) reason="(.*)"/.exec(event) ?? [];
      if (upgradeCodes.has(code)) upgraded = true;
      else refused = reason;
    } else if (event.startsWith("finish=")) {
      unsafe = event === "finish=2";
      if (!unsafe && current !== null) current.complete = true;
    }
  }
  if (versionEnd >= 0) noteHost();
  return { reading: { messages, refused, upgraded, cut: unsafe ?? begun }, missingHosts, fragments };
}
