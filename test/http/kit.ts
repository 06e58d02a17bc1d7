import assert from "node:assert/strict";
import type { ErrorCode } from "../../src/core/errors.ts";
import { fieldValue } from "../../src/core/exchange.ts";
import { headFields, headValue, type ParsedHead } from "../../src/http/parsed-head.ts";
import type { RequestHead } from "../../src/http/request-head.ts";
import { RequestParser } from "../../src/http/request-parser.ts";
import { type ResponseHead, reasonOf } from "../../src/http/response-head.ts";
import { ResponseParser } from "../../src/http/response-parser.ts";
import { defaultLimits, type Framing, type Limits } from "../../src/http/types.ts";

/** A message as its sink saw it; `done` once its end was told. */
export interface Seen<Head> {
  readonly head: Head;
  body: string;
  trailers: readonly string[];
  done: boolean;
}

/** What became of an input. */
export interface Outcome<Head> {
  readonly messages: Seen<Head>[];
  /** Code of the refusal, or null. */
  readonly code: ErrorCode | null;
  /** What the refusal says, or `""`. */
  readonly why: string;
  /**
   * `idle`: between messages; `partial`: more is needed; `refused`; `closing`: a message that ends the connection is
   * complete; `switched`: a CONNECT or upgrade is complete, or a body runs until the peer closes.
   */
  readonly state: "idle" | "partial" | "refused" | "closing" | "switched";
  /** What came after a message that ended the connection or left HTTP. */
  readonly rest: string;
}

/** What a request's head says, without how it is kept. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly form: RequestHead["form"];
  readonly path: string;
  readonly query: string;
  readonly minorVersion: 0 | 1;
  readonly headers: readonly string[];
  readonly authority: string;
  readonly framing: RequestHead["framing"];
  readonly contentLength: number;
  readonly keepAlive: boolean;
  readonly expectContinue: boolean;
  readonly upgrade: boolean;
}

export interface SeenResponse {
  readonly status: number;
  readonly reason: string;
  readonly minorVersion: 0 | 1;
  readonly headers: readonly string[];
  readonly framing: Framing;
  readonly contentLength: number;
  readonly keepAlive: boolean;
}

function seenRequest(head: RequestHead): SeenRequest {
  const { method, target, form, path, query, minorVersion, authority, framing, contentLength, keepAlive } = head;
  const { expectContinue, upgrade } = head;
  const more = { framing, contentLength, keepAlive, expectContinue, upgrade };
  return { method, target, form, path, query, minorVersion, headers: headFields(head), authority, ...more };
}

function seenResponse(head: ResponseHead): SeenResponse {
  const { status, minorVersion, framing, contentLength, keepAlive } = head;
  return { status, reason: reasonOf(head), minorVersion, headers: headFields(head), framing, contentLength, keepAlive };
}

class Recorder<Head extends ParsedHead, SeenHead extends { readonly headers: readonly string[] }> {
  readonly messages: Seen<SeenHead>[] = [];
  private readonly heads: Head[] = [];
  private readonly see: (head: Head) => SeenHead;

  constructor(see: (head: Head) => SeenHead) {
    this.see = see;
  }

  onHead(head: Head): void {
    this.heads.push(head);
    this.messages.push({ head: this.see(head), body: "", trailers: [], done: false });
  }

  onBody(buffer: Buffer, start: number, end: number): void {
    (this.messages.at(-1) as Seen<SeenHead>).body += buffer.toString("latin1", start, end);
  }

  onEnd(trailers: readonly string[]): void {
    const last = this.messages.at(-1) as Seen<SeenHead>;
    last.trailers = trailers;
    last.done = true;
  }

  /** Heads asked once more, when others have come since, say the same. */
  askAgain(): void {
    for (const [i, head] of this.heads.entries()) {
      const { headers } = this.messages[i].head;
      assert.deepEqual(headFields({ ...head, list: null }), headers);
      for (let at = 0; at < headers.length; at += 2) {
        const name = headers[at].toLowerCase();
        assert.equal(headValue({ ...head, list: null }, name), fieldValue(headers, name));
      }
    }
  }
}

/** Copies of the pieces of `input` between the positions in `cuts`. Copies, so that they can be wiped after use. */
export function* pieces(input: Buffer, cuts: readonly number[]): Generator<Buffer> {
  let start = 0;
  for (const cut of [...cuts, input.length]) {
    if (cut > start) yield Buffer.from(input.subarray(start, cut));
    start = cut;
  }
}

/** Positions that cut an input of `length` bytes into single bytes. */
export function everyByte(length: number): number[] {
  return Array.from({ length: Math.max(length - 1, 0) }, (_, i) => i + 1);
}

export function readRequests(
  input: Buffer,
  cuts: readonly number[] = [],
  limits: Limits = defaultLimits,
): Outcome<SeenRequest> {
  const recorder = new Recorder(seenRequest);
  const parser = new RequestParser(limits, recorder);
  let ended: "closing" | "switched" | null = null;
  let rest = "";
  for (const piece of pieces(input, cuts)) {
    let at = 0;
    while (at < piece.length && parser.fault === null && ended === null) {
      at = parser.execute(piece, at, piece.length);
      if (!parser.complete) continue;
      const { head } = recorder.messages.at(-1) as Seen<SeenRequest>;
      if (head.upgrade || head.form === "authority") ended = "switched";
      else if (!head.keepAlive) ended = "closing";
      else parser.next();
    }
    if (ended !== null) rest += piece.toString("latin1", at);
    // The buffer may be reused after the call: whatever still refers to it is found out.
    piece.fill(0xaa);
  }
  recorder.askAgain();
  const code = parser.fault?.code ?? null;
  const state = code !== null ? "refused" : (ended ?? (parser.idle ? "idle" : "partial"));
  return { messages: recorder.messages, code, why: parser.fault?.message ?? "", state, rest };
}

/** `methods` are those of the requests answered, in order; the last one stands for all further ones. */
export function readResponses(
  input: Buffer,
  cuts: readonly number[] = [],
  methods: readonly string[] = ["GET"],
  limits: Limits = defaultLimits,
): Outcome<SeenResponse> {
  const recorder = new Recorder(seenResponse);
  const parser = new ResponseParser(limits, recorder);
  let answered = 0;
  const expectNext = (): void => parser.expect(methods[Math.min(answered++, methods.length - 1)]);
  expectNext();
  let ended: "closing" | "switched" | null = null;
  let rest = "";
  for (const piece of pieces(input, cuts)) {
    let at = 0;
    while (at < piece.length && parser.fault === null && ended === null) {
      at = parser.execute(piece, at, piece.length);
      if (!parser.complete) continue;
      const { head } = recorder.messages.at(-1) as Seen<SeenResponse>;
      const tunnel = methods[Math.min(answered - 1, methods.length - 1)] === "CONNECT" && head.status < 300;
      if (head.status === 101 || tunnel) ended = "switched";
      else if (!head.keepAlive) ended = "closing";
      else {
        parser.next();
        expectNext();
      }
    }
    if (ended !== null) rest += piece.toString("latin1", at);
    piece.fill(0xaa);
  }
  recorder.askAgain();
  const code = parser.fault?.code ?? null;
  if (code === null && ended === null && !parser.idle) {
    const cut = !parser.close();
    return {
      messages: recorder.messages,
      code,
      why: parser.fault?.message ?? "",
      state: cut ? "partial" : "closing",
      rest,
    };
  }
  const state = code !== null ? "refused" : (ended ?? "idle");
  return { messages: recorder.messages, code, why: parser.fault?.message ?? "", state, rest };
}

/** Every way an input is cut in the tables: whole, in two at each position, in single bytes. */
export function* cutting(length: number): Generator<readonly number[]> {
  yield [];
  for (let cut = 1; cut < length; cut++) yield [cut];
  yield everyByte(length);
}

/** A small fast generator of random numbers (xorshift32): the same sequence for the same seed on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = (seed | 0) === 0 ? 0x9e3779b9 : seed | 0;
  }

  /** An integer in [0, below). */
  below(below: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return ((x >>> 0) % below) | 0;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** A text of `length` characters out of `alphabet`. */
  text(alphabet: string, length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += alphabet[this.below(alphabet.length)];
    return text;
  }
}

/** Seed of the generated tests: `SEED` in the environment, else a fixed one. */
export const seed: number = Number(process.env.SEED ?? 20_260_101);
