import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { ErrorReport } from "./protocol.ts";

/** A place in a source file; line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The lines around a place, with a marker under its column. */
export function codeFrame(text: string, line: number, column: number, around = 2): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, line - around);
  const last = Math.min(lines.length, line + around);
  const width = String(last).length;
  const out: string[] = [];
  for (let at = first; at <= last; at++) {
    out.push(`${at === line ? ">" : " "} ${String(at).padStart(width)} | ${lines[at - 1]}`.trimEnd());
    if (at === line) {
      // Tabs stay tabs, so that the marker lines up in every terminal.
      const indent = lines[at - 1].slice(0, Math.max(0, column - 1)).replace(/[^\t]/g, " ");
      out.push(`  ${" ".repeat(width)} | ${indent}^`);
    }
  }
  return out.join("\n");
}

/** This package's code, src or dist. */
const ownUrl = new URL("..", import.meta.url).href;

/** First frame of a stack that lies in the user's own code. */
export function userPlace(stack: string): Place | undefined {
  for (const line of stack.split("\n")) {
    const match = /(?:\(|at (?:async )?|^)(file:\/\/[^\s()]+?|\/[^\s():]+):(\d+)(?::(\d+))?\)?$/.exec(line.trim());
    if (match === null || match[1].includes("node_modules") || match[1].startsWith(ownUrl)) continue;
    const file = match[1].startsWith("file:") ? fileURLToPath(match[1]) : match[1];
    return { file, line: Number(match[2]), column: Number(match[3] ?? 1) };
  }
  return undefined;
}

/** Makes the report of an error thrown while loading or starting `source`. */
export function reportOf(error: unknown, title: string): ErrorReport {
  if (!(error instanceof Error)) {
    return { title, message: `threw ${String(error)}`, where: undefined, frame: undefined, stack: undefined };
  }
  const stack = error.stack ?? "";
  const place = error.name === "UsageError" ? undefined : userPlace(stack);
  return {
    title,
    message: error.name === "Error" || error.name === "UsageError" ? error.message : `${error.name}: ${error.message}`,
    where: place === undefined ? undefined : describePlace(place),
    frame: place === undefined ? undefined : frameAt(place),
    stack: error.name === "UsageError" ? undefined : stack,
  };
}

export function describePlace(place: Place): string {
  const path = relative(process.cwd(), place.file);
  return `${path.startsWith("..") ? place.file : path}:${place.line}:${place.column}`;
}

export function frameAt(place: Place): string | undefined {
  try {
    return codeFrame(readFileSync(place.file, "utf8"), place.line, place.column);
  } catch {
    return undefined;
  }
}

/** A report as text: title, place, frame, stack. */
export function renderReport(report: ErrorReport): string {
  const head = `${report.title}: ${report.message}`;
  const where = report.where === undefined ? "" : `\n  at ${report.where}`;
  const frame = report.frame === undefined ? "" : `\n\n${report.frame}\n`;
  const frames = (report.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/node:internal/.test(line) && !line.includes(ownUrl));
  return `${head}${where}${frame}${frames.length === 0 ? "" : `\n${frames.join("\n")}`}`;
}
