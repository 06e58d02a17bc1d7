import { UsageError } from "../../src/core/errors.ts";
import { exitCode } from "../../src/core/lifecycle.ts";
import { endAll, endWithUs } from "../processes.ts";

/** What a drill found. The drill fails when one expectation does. */
export class Findings {
  private failures = 0;

  /** Prints a figure that is not judged. */
  figure(name: string, value: string | number): void {
    console.log(`        ${name}: ${typeof value === "number" ? value.toLocaleString("en-US") : value}`);
  }

  /** Prints a figure and whether it is as expected. */
  expect(name: string, value: string | number, good: boolean, expected: string): void {
    const shown = typeof value === "number" ? value.toLocaleString("en-US") : value;
    console.log(`${good ? "ok    " : "FAILED"}  ${name}: ${shown}${good ? "" : ` (expected ${expected})`}`);
    if (!good) this.failures += 1;
  }

  get failed(): boolean {
    return this.failures > 0;
  }
}

/** Counts what happened by a short word, for figures such as `502: 3, cut: 1`. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(word: string): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  of(word: string): number {
    return this.counts.get(word) ?? 0;
  }

  entries(): [word: string, count: number][] {
    return [...this.counts];
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  toString(): string {
    const sorted = [...this.counts].sort((a, b) => b[1] - a[1]);
    return sorted.map(([word, count]) => `${word} × ${count.toLocaleString("en-US")}`).join(", ") || "none";
  }
}

/** Runs a drill and ends the process: 0 as expected, 1 not, 2 wrong options. Whatever was started is ended. */
export async function drill(usage: string, body: (args: string[], findings: Findings) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    return;
  }
  endWithUs();
  const findings = new Findings();
  let code: number = exitCode.ok;
  try {
    await body(args, findings);
    code = findings.failed ? exitCode.failed : exitCode.ok;
  } catch (error) {
    console.error(error instanceof UsageError || error instanceof TypeError ? error.message : error);
    code = error instanceof UsageError ? exitCode.usage : exitCode.failed;
  }
  await endAll();
  process.exit(code);
}

/** A whole number from 1 given to an option. */
export function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`--${name} takes a whole number from 1, not "${text}"`);
  return value;
}
