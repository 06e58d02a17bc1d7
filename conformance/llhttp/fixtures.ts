import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One case of llhttp's own suite: a Markdown block with the input and one with the log llhttp must print for it. */
export interface Fixture {
  /** `request/uri.md: Quotes in URI`: names a case across versions of the suite, which line numbers do not. */
  readonly name: string;
  readonly side: "request" | "response";
  /** The lenient flag the case switches on, e.g. `lenient-headers`; `""` for llhttp's strict default. */
  readonly lenient: string;
  /** The case ends the connection after the input and asks whether that was safe. */
  readonly finish: boolean;
  /** The answer is to a HEAD request, or its body is skipped for another reason. */
  readonly skipBody: boolean;
  readonly input: Buffer;
  readonly log: readonly string[];
}

/** The input as llhttp's runner (test/md-test.ts) makes it from the text of the block. */
function inputOf(block: string): Buffer {
  const text = block
    .replace(/\n$/, "")
    .replace(/\\(\r\n|\r|\n)/g, "")
    .replace(/\r\n|\r|\n/g, "\r\n")
    .replaceAll("\\r", "\r")
    .replaceAll("\\n", "\n")
    .replaceAll("\\t", "\t")
    .replaceAll("\\f", "\f")
    .replace(/\\x([0-9a-fA-F]+)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\([0-7]{1,3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
  return Buffer.from(text);
}

/** The cases of one file of the suite; `file` is its path below the suite's folder. */
export function parseFixtures(file: string, text: string): Fixture[] {
  const fixtures: Fixture[] = [];
  const counts = new Map<string, number>();
  let title = "";
  let meta: { type?: string; skipBody?: boolean } = {};
  let input: Buffer | null = null;
  for (const [, heading, comment, language, block] of text.matchAll(
    /^#+ +(.*)$|^<!-- *meta=(\{.*\}) *-->$|^```(\w+)\n([\s\S]*?)^```/gm,
  )) {
    if (heading !== undefined) title = heading.trim();
    else if (comment !== undefined) meta = JSON.parse(comment);
    else if (language === "http") input = inputOf(block);
    else if (language === "log" && input !== null && meta.type !== undefined) {
      const [side, ...mode] = meta.type.split("-");
      if (side !== "request" && side !== "response") throw new Error(`${file}: ${title}: type "${meta.type}"`);
      const seen = (counts.get(title) ?? 0) + 1;
      counts.set(title, seen);
      fixtures.push({
        name: `${file}: ${title}${seen > 1 ? ` (${seen})` : ""}`,
        side,
        lenient: mode[0] === "lenient" ? mode.join("-") : "",
        finish: mode[0] === "finish",
        skipBody: meta.skipBody === true,
        input,
        log: block.split("\n").slice(0, -1),
      });
      input = null;
    }
  }
  return fixtures;
}

/** All request and response cases below the folder that llhttp calls `test`. */
export function readFixtures(folder: string): Fixture[] {
  return ["request", "response"].flatMap((side) =>
    readdirSync(join(folder, side))
      .filter((file) => file.endsWith(".md"))
      .sort()
      .flatMap((file) => parseFixtures(`${side}/${file}`, readFileSync(join(folder, side, file), "utf8"))),
  );
}
