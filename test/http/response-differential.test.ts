import assert from "node:assert/strict";
import { test } from "node:test";
import { flat, judge, type Reading, type Rule, ruleFor, type Verdict } from "./judge.ts";
import { everyByte, type Outcome, Random, readResponses, type SeenResponse, seed } from "./kit.ts";
import { type TheirOutcome, theirResponses } from "./llhttp.ts";
import { responses } from "./response-generator.ts";

const cases = Number(process.env.CASES ?? 20_000);
const shown = 25;

/** What llhttp (strict) accepts and ours refuses. `input` is matched with the methods at its end. */
const stricter: readonly Rule[] = [
  {
    name: "Transfer-Encoding in HTTP/1.0",
    tells: /^Transfer-Encoding in an HTTP\/1\.0 response/,
    why: "RFC 9112 section 6.1: MUST be treated as if its framing were faulty.",
  },
  {
    name: "more than one Transfer-Encoding, empty or repeated codings",
    tells: /^more than one Transfer-Encoding|^Transfer-Encoding is empty, or names chunked/,
    why: "RFC 9112 section 6.1: chunked MUST NOT be applied twice; recipients differ in which of two lines they take.",
  },
  {
    name: "another coding than chunked",
    tells: /^only `Transfer-Encoding: chunked`/,
    why: "RFC 9112 section 6.1: sent only to those who asked by TE, and we do not.",
  },
  {
    name: "Content-Length with an empty Transfer-Encoding",
    tells: /^both Content-Length and Transfer-Encoding/,
    why: "RFC 9112 section 6.3: ought to be handled as an error.",
  },
  {
    name: "another protocol",
    tells: /^not an HTTP\/1 status line/,
    why: "RFC 9112 section 4: llhttp also speaks RTSP and ICE, and HTTP/0.9 and 2.0 in the syntax of 1.x.",
  },
  {
    name: "malformed status line",
    tells: /^the status line is malformed/,
    why: "RFC 9110 section 15: status codes are 100 to 999 here; RFC 9112 section 4: the syntax.",
  },
  {
    name: "control character in the reason",
    tells: /^a control character in the reason phrase/,
    why: "RFC 9112 section 4: HTAB, SP, VCHAR and obs-text.",
  },
  {
    name: "forbidden trailer",
    tells: /is not allowed in a trailer section$/,
    why: "RFC 9110 section 6.5.1: fields that frame or route MUST NOT come in a trailer section.",
  },
  {
    name: "chunk size beyond 2^53",
    tells: /^a chunk size is beyond 2\^53/,
    why: "RFC 9112 section 7.1: overflow MUST be prevented.",
  },
  {
    name: "Content-Length beyond 2^53",
    tells: /^Content-Length is not a plain decimal number within 2\^53/,
    input: /\d{16,}/,
    why: "RFC 9110 section 8.6: overflow MUST be prevented.",
  },
  {
    name: "malformed chunk extension",
    tells: /^a chunk extension is malformed/,
    why: "RFC 9112 section 7.1.1: the grammar. llhttp takes an empty value and some broken quotes.",
  },
  {
    name: "a tab after chunked",
    tells: /chunk|line feed/,
    input: /chunked *\t/i,
    why: "RFC 9110 section 5.5: the tab is no part of the value; llhttp reads until the end then.",
  },
];

/** What ours accepts and llhttp refuses. */
const laxer: readonly Rule[] = [
  {
    name: "white space around `;` and `=` of chunk extensions",
    tells: /^HPE_INVALID_CHUNK_SIZE: Invalid character in chunk size|^HPE_STRICT: Invalid character in chunk ext/,
    input: /[ \t];|;[ \t]|[ \t]=|=[ \t]/,
    why: "RFC 9112 section 7.1.1: bad white space MUST be accepted there.",
  },
  {
    name: "a tab after Content-Length",
    tells: /^HPE_INVALID_CONTENT_LENGTH: Invalid character in Content-Length/,
    input: /content-length:[ \t]*\d+ *\t[ \t]*\r\n/i,
    why: "RFC 9110 section 5.5: optional white space is SP or HTAB.",
  },
];

/** What both accept with different meanings. */
const meaning: readonly Rule[] = [
  {
    name: "HEAD without a length",
    tells: /^keepAlive: true \| false/,
    input: / \S*HEAD/,
    why: "RFC 9112 section 6.3: it ends with its head. llhttp tells its verdict before it is told that HEAD was asked.",
  },
  {
    name: "HTTP/1.0 with both close and keep-alive, or a tab after close",
    tells: /^keepAlive: false \| true|^state: closing \| /,
    input: /HTTP\/1\.0|close *\t/i,
    why: "RFC 9112 section 9.3: close comes first. Closing is always safe.",
  },
  {
    name: "101 leaves HTTP",
    tells: /^state: switched \| /,
    input: /HTTP\/1\.\d 101/,
    why: "RFC 9110 section 15.2.2: what follows is another protocol; llhttp goes on unless Upgrade is there too.",
  },
  {
    name: "an interim response that says it closes",
    tells: /^state: \S+ \| closing/,
    input: /HTTP\/1\.\d 1\d\d/,
    why: "RFC 9110 section 15.2: the final response is still to come, and decides.",
  },
  {
    name: "an interim response that declares a body",
    tells: /^they wait, we do not|^body( so far)?: |^only theirs has message/,
    input: /HTTP\/1\.\d 1\d\d/,
    why: "RFC 9112 section 6.3: no 1xx has a body, whatever it declares; llhttp knows this of some.",
  },
  {
    name: "a tab after chunked",
    tells: /^body( so far)?: |^keepAlive: true \| false|^we wait|^state: /,
    input: /chunked *\t/i,
    why: "RFC 9110 section 5.5: the tab is no part of the value; llhttp reads until the end then.",
  },
];

function ourReading({ messages, code, why, state }: Outcome<SeenResponse>): Reading {
  return {
    messages: messages.map(({ head, body, trailers, done }) => ({
      head: {
        status: head.status,
        reason: head.reason,
        version: `1.${head.minorVersion}`,
        headers: flat(head.headers),
        // Whether the connection lives on is a matter of the final response.
        keepAlive: head.status < 200 || head.keepAlive,
      },
      body,
      trailers,
      done: done || (head.status < 200 && head.status !== 101),
    })),
    refusal: code === null ? null : why,
    state: state === "idle" || state === "partial" ? "open" : state,
  };
}

function theirReading({ messages, fault, state }: TheirOutcome): Reading {
  return {
    messages: messages.map((message) => ({
      head: {
        status: message.status,
        reason: message.reason,
        version: `${message.major}.${message.minor}`,
        headers: flat(message.headers),
        keepAlive: message.status < 200 || message.keepAlive,
      },
      body: message.body,
      trailers: message.trailers,
      done: message.done,
    })),
    refusal: fault,
    state,
  };
}

function compare(data: Buffer, methods: readonly string[], cuts: readonly number[]): Verdict {
  const theirsOf = (input: Buffer): TheirOutcome => {
    let finals = 0;
    const head = (message: { status: number }): boolean => {
      if (message.status < 200 && message.status !== 101) return false;
      return methods[Math.min(finals++, methods.length - 1)] === "HEAD";
    };
    return theirResponses(input, cuts, head, true);
  };
  let ours = readResponses(data, cuts, methods);
  let theirs = theirsOf(data);
  const ended = Buffer.concat([data, Buffer.from("\r\n\r\n")]);
  if (theirs.fault !== null && ours.state === "partial") ours = readResponses(ended, cuts, methods);
  else if (ours.code !== null && theirs.state === "open") theirs = theirsOf(ended);
  return judge(ourReading(ours), theirReading(theirs));
}

test(`${cases} generated response streams mean the same to llhttp, or ours refuses them for a listed reason`, () => {
  const random = new Random(seed);
  const counts = new Map<string, number>();
  const unlisted: string[] = [];
  for (let i = 0; i < cases; i++) {
    const { input, methods } = responses(random);
    const data = Buffer.from(input, "latin1");
    const cuts = random.once(20)
      ? everyByte(data.length)
      : Array.from({ length: random.below(4) }, () => random.below(data.length + 1)).sort((x, y) => x - y);
    const verdict = compare(data, methods, cuts);
    let name: string = verdict.kind;
    if (verdict.tells !== undefined) {
      const rule = ruleFor({ stricter, laxer, meaning }[verdict.kind], verdict.tells, `${input} ${methods}`);
      if (rule === undefined) {
        unlisted.push(`${verdict.kind}: ${JSON.stringify(verdict.tells)} in ${JSON.stringify(input)} ${methods}`);
        name = "unlisted";
      } else name += `: ${rule.name}`;
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  console.log(`seed ${seed} (SEED=… for another), llhttp ${process.versions.llhttp}, ${cases} response streams:`);
  for (const [name, times] of [...counts].sort((x, y) => y[1] - x[1]))
    console.log(`${String(times).padStart(8)}  ${name}`);
  assert.equal(
    unlisted.length,
    0,
    `seed ${seed}, ${unlisted.length} unlisted:\n${unlisted.slice(0, shown).join("\n")}`,
  );
  assert.ok((counts.get("same") ?? 0) > cases / 4, "too few cases are accepted by both to say anything");
});
