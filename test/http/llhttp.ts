import { METHODS } from "node:http";
import { pieces } from "./kit.ts";

/** The parser of node:http, as `_http_common` exports it: llhttp itself, all lenient flags off. */
interface NativeParser {
  initialize(type: number, resource: object, maxHeaderSize: number, lenientFlags: number): void;
  execute(buffer: Buffer): number | (Error & { code: string; reason: string });
  finish(): undefined | (Error & { code: string; reason: string });
  [callback: number]: (...values: never[]) => number | undefined;
}

interface NativeParserClass {
  new (): NativeParser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

const { HTTPParser } = process.getBuiltinModule("_http_common") as unknown as { HTTPParser: NativeParserClass };

/** A message as llhttp tells it. */
export interface TheirMessage {
  method: string;
  target: string;
  status: number;
  reason: string;
  major: number;
  minor: number;
  headers: string[];
  keepAlive: boolean;
  upgrade: boolean;
  body: string;
  trailers: string[];
  done: boolean;
}

export interface TheirOutcome {
  readonly messages: TheirMessage[];
  /** `HPE_…: reason`, or null. */
  readonly fault: string | null;
  /** As in kit.ts; llhttp does not tell `idle` from `partial`. */
  readonly state: "open" | "refused" | "closing" | "switched";
}

type Skip = (message: TheirMessage, index: number) => boolean;

function parse(
  type: number,
  input: Buffer,
  cuts: readonly number[],
  skipBody: Skip,
  eof: boolean,
  maxHeadBytes = 1 << 24,
): TheirOutcome {
  const messages: TheirMessage[] = [];
  const parser = new HTTPParser();
  parser.initialize(type, {}, maxHeadBytes, 0);
  let fields: string[] = [];
  let url = "";
  let inHead = true;
  parser[HTTPParser.kOnHeaders] = (list: string[], target: string): undefined => {
    // Called before the head is complete when it has more than 32 fields, and after it with trailers.
    fields.push(...list);
    if (inHead) url += target;
  };
  parser[HTTPParser.kOnHeadersComplete] = (
    major: number,
    minor: number,
    list: string[] | undefined,
    method: number,
    target: string | undefined,
    status: number,
    reason: string,
    upgrade: boolean,
    keepAlive: boolean,
  ): number => {
    const headers = fields.concat(list ?? []);
    fields = [];
    inHead = false;
    const message: TheirMessage = {
      method: names[method] ?? "",
      target: target ?? url,
      status,
      reason,
      major,
      minor,
      headers,
      keepAlive,
      upgrade,
      body: "",
      trailers: [],
      done: false,
    };
    url = "";
    messages.push(message);
    return skipBody(message, messages.length - 1) ? 1 : 0;
  };
  parser[HTTPParser.kOnBody] = (body: Buffer): undefined => {
    (messages.at(-1) as TheirMessage).body += body.toString("latin1");
  };
  parser[HTTPParser.kOnMessageComplete] = (): undefined => {
    const message = messages.at(-1) as TheirMessage;
    message.trailers = fields;
    message.done = true;
    fields = [];
    inHead = true;
  };
  for (const piece of pieces(input, cuts)) {
    const result = parser.execute(piece);
    const last = messages.at(-1);
    if (typeof result !== "number") {
      // What follows a message that ends the connection is not a message: we do not parse it, llhttp refuses it.
      if (result.code === "HPE_CLOSED_CONNECTION" && last?.done) return { messages, fault: null, state: "closing" };
      return { messages, fault: `${result.code}: ${result.reason}`, state: "refused" };
    }
    // Node's binding does not report a fault in the body of a request with Upgrade: the bytes it did not take tell.
    if (last?.done === false && last.upgrade && result < piece.length) {
      return { messages, fault: "unreported: fault in the body of an upgrade request", state: "refused" };
    }
    if (last?.done && last.upgrade) return { messages, fault: null, state: "switched" };
    if (last?.done && !last.keepAlive) return { messages, fault: null, state: "closing" };
  }
  if (eof) {
    const result = parser.finish();
    // An end too early is no fault of what came before it.
    if (result !== undefined && result.code !== "HPE_INVALID_EOF_STATE")
      return { messages, fault: `${result.code}: ${result.reason}`, state: "refused" };
  }
  const last = messages.at(-1);
  if (last?.done && !last.keepAlive) return { messages, fault: null, state: "closing" };
  return { messages, fault: null, state: "open" };
}

const names: string[] = [];
for (const name of METHODS) {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, 1 << 16, 0);
  parser[HTTPParser.kOnHeadersComplete] = (_major: number, _minor: number, _list: string[], method: number): number => {
    names[method] = name;
    return 0;
  };
  parser.execute(Buffer.from(`${name} ${name === "CONNECT" ? "a:1" : "/"} HTTP/1.1\r\n\r\n`));
}

const never: Skip = () => false;

/** `maxHeadBytes`: node:http's own limit is 16 KiB; by default none, to compare grammars. */
export function theirRequests(input: Buffer, cuts: readonly number[] = [], maxHeadBytes?: number): TheirOutcome {
  return parse(HTTPParser.REQUEST, input, cuts, never, false, maxHeadBytes);
}

/** `skipBody`: the response answers a HEAD. `eof`: the peer closes at the end of the input. */
export function theirResponses(input: Buffer, cuts: readonly number[], skipBody: Skip, eof: boolean): TheirOutcome {
  return parse(HTTPParser.RESPONSE, input, cuts, skipBody, eof);
}
