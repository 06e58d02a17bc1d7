import { readFileSync } from "node:fs";
import type { Finding } from "./differences.ts";

/** What a run of schemathesis found. */
export interface Findings {
  readonly operations: { readonly total: number; readonly tested: number };
  readonly phases: { readonly [name: string]: { readonly status: string } };
  readonly testCases: number;
  /** How often each check held. */
  readonly held: ReadonlyMap<string, number>;
  /** Each once. */
  readonly broken: readonly Finding[];
  /** What kept schemathesis from testing. */
  readonly errors: readonly string[];
}

interface Summary {
  readonly operations: Findings["operations"];
  readonly phases: Findings["phases"];
  readonly test_cases: { readonly generated: number };
  readonly errors: readonly unknown[];
  readonly complete: boolean;
}

interface CheckResult {
  readonly name: string;
  readonly status: string;
  readonly failure_info?: { readonly failure: Omit<Finding, "check"> };
}

/** Reads a run's summary (`--report json`) and its events (`--report ndjson`), a line each. */
export function readFindings(summaryFile: string, eventsFile: string): Findings {
  const { operations, phases, test_cases, errors, complete }: Summary = JSON.parse(readFileSync(summaryFile, "utf8"));
  const held = new Map<string, number>();
  const broken = new Map<string, Finding>();
  for (const line of readFileSync(eventsFile, "utf8").split("\n")) {
    if (line === "") continue;
    for (const { name, status, failure_info } of checksIn(JSON.parse(line))) {
      if (status === "success") held.set(name, (held.get(name) ?? 0) + 1);
      else if (failure_info !== undefined) {
        const { operation, title, message } = failure_info.failure;
        broken.set(`${name} ${operation} ${message}`, { check: name, operation, title, message });
      }
    }
  }
  return {
    operations,
    phases,
    testCases: test_cases.generated,
    held,
    broken: [...broken.values()],
    errors: [...errors.map((error) => JSON.stringify(error)), ...(complete ? [] : ["the run ended early"])],
  };
}

/** Results of checks, wherever an event has them. */
function* checksIn(value: unknown): Generator<CheckResult> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value) && "name" in value && "status" in value) {
    yield value as CheckResult;
    return;
  }
  for (const inner of Object.values(value)) yield* checksIn(inner);
}
