import { headFields } from "../../src/http/parsed-head.ts";
import type { RequestHead } from "../../src/http/request-head.ts";
import { RequestParser } from "../../src/http/request-parser.ts";
import type { ResponseHead } from "../../src/http/response-head.ts";
import { ResponseParser } from "../../src/http/response-parser.ts";
import { defaultLimits, type MessageSink } from "../../src/http/types.ts";
import type { Message, Reading } from "./reading.ts";

function pairs(list: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < list.length; i += 2) lines.push(`${list[i]}: ${list[i + 1]}`);
  return lines;
}

export interface How {
  readonly side: "request" | "response";
  readonly skipBody: boolean;
  readonly finish: boolean;
}

/** Gathers what a parser delivers. */
class Collector<Head extends RequestHead | ResponseHead> implements MessageSink<Head> {
  readonly messages: Message[] = [];
  upgraded = false;
  closing = false;

  onHead(head: Head): void {
    const protocol = `HTTP/1.${head.minorVersion}`;
    const request = "method" in head;
    const start = request ? `${head.method} ${head.target} ${protocol}` : `${protocol} ${head.status}`;
    // An interim response is its head and nothing else.
    const complete = !request && head.status < 200;
    this.messages.push({ start, fields: pairs(headFields(head)), body: "", trailers: [], complete });
    this.closing = !head.keepAlive && !complete;
    this.upgraded = request ? head.upgrade || head.method === "CONNECT" : head.status === 101;
  }

  onBody(buffer: Uint8Array, start: number, end: number): void {
    const last = this.messages[this.messages.length - 1];
    last.body += Buffer.from(buffer.buffer, buffer.byteOffset + start, end - start).toString("latin1");
  }

  onEnd(trailers: readonly string[]): void {
    const last = this.messages[this.messages.length - 1];
    last.trailers.push(...pairs(trailers));
    last.complete = true;
  }
}

/** What one of our parsers makes of an input that arrives in the given pieces; with `finish` the connection ends then. */
export function readOurs({ side, skipBody, finish }: How, pieces: readonly Buffer[]): Reading {
  const requests = new Collector<RequestHead>();
  const responses = new Collector<ResponseHead>();
  const parser =
    side === "request" ? new RequestParser(defaultLimits, requests) : new ResponseParser(defaultLimits, responses);
  const collector = side === "request" ? requests : responses;
  if (parser instanceof ResponseParser) parser.expect(skipBody ? "HEAD" : "GET");
  let refused: string | null = null;
  let ended = false;
  for (const piece of pieces) {
    // Reused memory: a parser that keeps a view instead of a copy reads rubbish later.
    const buffer = Buffer.from(piece);
    let at = 0;
    while (at < buffer.length && refused === null && !ended) {
      at = parser.execute(buffer, at, buffer.length);
      refused = parser.fault?.code ?? null;
      if (!parser.complete) continue;
      ended = collector.upgraded || collector.closing;
      if (!ended) parser.next();
    }
    // The server answers the last request of a connection and reads no further one.
    if (ended && !collector.upgraded && /[^\r\n]/.test(buffer.toString("latin1", at))) refused ??= "after_close";
    buffer.fill(0x58);
  }
  const cut = finish && parser instanceof ResponseParser ? !parser.close() : !parser.idle && !parser.complete;
  return { messages: collector.messages, refused, upgraded: ended && collector.upgraded, cut };
}
