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
  readonly failure_info?: { readonly failure: Pick<Finding, "operation" | "title" | "message"> };
}

interface Content {
  readonly $base64?: string;
}

/** What one scenario has sent and checked, by test case. */
interface Recorder {
  readonly checks: { readonly [id: string]: readonly CheckResult[] };
  readonly interactions: {
    readonly [id: string]: {
      readonly request: { readonly method: string; readonly uri: string; readonly body?: Content | null };
      readonly response: { readonly status_code: number; readonly content?: Content | null } | null;
    };
  };
}

/** Reads a run's summary (`--report json`) and its events (`--report ndjson`), a line each. */
export function readFindings(summaryFile: string, eventsFile: string): Findings {
  const { operations, phases, test_cases, errors, complete }: Summary = JSON.parse(readFileSync(summaryFile, "utf8"));
  const held = new Map<string, number>();
  const broken = new Map<string, Finding>();
  for (const line of readFileSync(eventsFile, "utf8").split("\n")) {
    if (!line.startsWith('{"ScenarioFinished"')) continue;
    const { recorder } = JSON.parse(line).ScenarioFinished as { recorder: Partial<Recorder> };
    for (const [id, results] of Object.entries(recorder.checks ?? {})) {
      for (const { name, status, failure_info } of results) {
        if (status === "success") held.set(name, (held.get(name) ?? 0) + 1);
        if (failure_info === undefined) continue;
        const { operation, title, message } = failure_info.failure;
        const finding = { check: name, operation, title, message, exchange: exchangeOf(recorder, id) };
        broken.set(`${name} ${operation} ${message}`, finding);
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

function exchangeOf({ interactions }: Partial<Recorder>, id: string): string {
  const { request, response } = interactions?.[id] ?? {};
  if (request === undefined) return "";
  const answer = response === null ? "no answer" : `${response?.status_code} ${textOf(response?.content)}`;
  return `${request.method} ${request.uri} ${textOf(request.body)} → ${answer}`;
}

const textOf = (content: Content | null | undefined): string =>
  Buffer.from(content?.$base64 ?? "", "base64")
    .toString()
    .slice(0, 1000);
