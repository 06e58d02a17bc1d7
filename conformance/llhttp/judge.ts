import { expectationOf } from "./expectation.ts";
import type { Fixture } from "./fixtures.ts";
import { readOurs } from "./ours.ts";
import { type Reading, sameMessages } from "./reading.ts";

export type Verdict = "agree" | "stricter" | "laxer" | "other";

/** A fixture, what we made of it and how that compares. */
export interface Outcome {
  readonly fixture: Fixture;
  readonly ours: Reading;
  readonly theirs: Reading;
  readonly verdict: Verdict;
  /** Rules of ours that were met in the input first, to see what stands behind them: `host`, `fragment`. */
  readonly repairs: readonly string[];
  /** What must not be, whatever llhttp says: `null` if all is well. */
  readonly fault: string | null;
  /** Ways to cut the input that were tried. */
  readonly cuts: number;
}

/** Up to this length an input is also fed in every two pieces; longer ones only byte by byte. */
const cutEverywhereBytes = 4096;

/** Ours may wait for the end of a line where llhttp refuses in its middle: this brings the decision. */
const decider = Buffer.from("\r\n\r\n");

/** Compares two readings of one input: ours against what llhttp makes of it. */
export function compare(ours: Reading, theirs: Reading): Verdict {
  if (theirs.refused !== null) return ours.refused !== null ? "agree" : "laxer";
  if (ours.refused !== null) return "stricter";
  return sameMessages(ours, theirs) && ours.upgraded === theirs.upgraded && ours.cut === theirs.cut ? "agree" : "other";
}

/** The fixture without the fragments in its request-targets, which no request may carry. */
function withoutFragments(fixture: Fixture, at: readonly number[]): Fixture {
  const input = Buffer.from(fixture.input);
  for (const offset of at) input[offset] = ".".charCodeAt(0);
  return { ...fixture, input };
}

function withHosts(input: Buffer, hosts: readonly { readonly at: number; readonly host: string }[]): Buffer {
  let text = input.toString("latin1");
  for (const { at, host } of [...hosts].reverse()) text = `${text.slice(0, at)}Host: ${host}\r\n${text.slice(at)}`;
  return Buffer.from(text, "latin1");
}

function withoutFields(reading: Reading, gone: ReadonlySet<string>): Reading {
  const messages = reading.messages.map((message) => ({
    ...message,
    fields: message.fields.filter((field) => !gone.has(field)),
  }));
  return { ...reading, messages };
}

/** Runs one fixture whole, as it stands and repaired, and in pieces. `quick` cuts it byte by byte only. */
export function judge(given: Fixture, quick = false): Outcome {
  const { fragments } = expectationOf(given);
  const fixture = fragments.length > 0 ? withoutFragments(given, fragments) : given;
  const { reading: theirs, missingHosts } = expectationOf(fixture);
  const input = withHosts(fixture.input, missingHosts);
  const added = new Set(missingHosts.map(({ host }) => `Host: ${host}`));
  const read = (...pieces: Buffer[]) => withoutFields(readOurs(fixture, pieces), added);

  let ours = read(input);
  if (ours.refused === null && ours.cut && (theirs.refused !== null || fixture.lenient !== "")) {
    const later = read(input, decider);
    if (later.refused !== null && sameMessages(later, ours)) ours = later;
  }
  let verdict = compare(ours, theirs);
  // A lenient flag switches off a check that we never do without: what it lets llhttp take has to be refused.
  if (fixture.lenient !== "") verdict = ours.refused !== null ? "agree" : "laxer";

  const { cuts, fault: cutFault } = readInPieces(input, read, quick);
  return {
    fixture: given,
    ours,
    theirs,
    verdict,
    repairs: [...(missingHosts.length > 0 ? ["host"] : []), ...(fragments.length > 0 ? ["fragment"] : [])],
    fault: cutFault ?? acceptedUnrepaired(given),
    cuts,
  };
}

/** As it stands, no HTTP/1.1 request without Host and none with a fragment may come out of the parser. */
function acceptedUnrepaired(given: Fixture): string | null {
  if (given.side === "response") return null;
  const { messages } = readOurs(given, [given.input]);
  for (const { start, fields } of messages) {
    if (start.includes("#")) return `accepted with a fragment: ${start}`;
    if (start.endsWith("/1.1") && !fields.some((field) => /^host:/i.test(field)))
      return `accepted without Host: ${start}`;
  }
  return null;
}

/** Reads the input cut in every way; tells the first that made a difference. */
function readInPieces(
  input: Buffer,
  read: (...pieces: Buffer[]) => Reading,
  quick: boolean,
): { cuts: number; fault: string | null } {
  const plain = JSON.stringify(read(input));
  const decided = JSON.stringify(read(input, decider));
  const bytes = Array.from(input, (_, at) => input.subarray(at, at + 1));
  const ways = [bytes];
  if (!quick && input.length <= cutEverywhereBytes) {
    for (let at = 1; at < input.length; at++) ways.push([input.subarray(0, at), input.subarray(at)]);
  }
  for (const pieces of ways) {
    // A refusal may come later, when the line it is about has come whole; then it must come all the same.
    if (JSON.stringify(read(...pieces)) === plain || JSON.stringify(read(...pieces, decider)) === decided) continue;
    return { cuts: ways.length, fault: `reads otherwise in pieces of ${pieces.length > 2 ? "1" : pieces[0].length}` };
  }
  return { cuts: ways.length, fault: null };
}
