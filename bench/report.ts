import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { benchFolder, packageFolder } from "./peer.ts";
import type { Result } from "./result.ts";
import { picture } from "./svg.ts";
import { markdownTable } from "./table.ts";

const resultsFolder = join(benchFolder, "results");
const docs = join(packageFolder, "docs/benchmarks.md");
const begin = "<!-- results: begin (written by npm run bench -- --report) -->";
const end = "<!-- results: end -->";

/** Writes `NAME.json` and `NAME.svg`; returns their paths as seen from here. */
export function saveResult(result: Result, suffix: string): string[] {
  mkdirSync(resultsFolder, { recursive: true });
  const base = join(resultsFolder, `${result.category}${suffix}`);
  writeFileSync(`${base}.json`, `${JSON.stringify(result, null, 1)}\n`);
  writeFileSync(`${base}.svg`, picture(result));
  return [`${base}.json`, `${base}.svg`].map((file) => relative(process.cwd(), file));
}

/** Puts `content` between the two marks of `text`. @throws Error when a mark is missing. */
export function between(text: string, content: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has lost its marks "${begin}" and "${end}"`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

/** Renders every saved result into docs/benchmarks.md and returns what it wrote. */
export function report(): string {
  const files = existsSync(resultsFolder) ? readdirSync(resultsFolder).filter((name) => name.endsWith(".json")) : [];
  const parts = files.sort().map((name) => {
    const result = JSON.parse(readFileSync(join(resultsFolder, name), "utf8")) as Result;
    const image = `../bench/results/${name.replace(/json$/, "svg")}`;
    return `${markdownTable(result)}\n\n![CPU per request, ${result.category}](${image})`;
  });
  const text = parts.length === 0 ? "No results yet: `npm run bench`." : parts.join("\n\n");
  writeFileSync(docs, between(readFileSync(docs, "utf8"), text));
  return text;
}
