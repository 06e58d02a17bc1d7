// A node:test reporter for scripts/test.mjs: one JSON line a finished test, and a last line that says the file ran to
// its end (a test that calls process.exit() never gets there, and would otherwise look green).
import { inspect } from "node:util";

function text(error) {
  const cause = error?.cause ?? error;
  const stack = cause instanceof Error || typeof cause?.stack === "string" ? cause.stack : inspect(cause);
  return stack
    .split("\n")
    .filter((line) => !/^\s+at .*node:internal/.test(line))
    .join("\n");
}

export default async function* report(events) {
  const names = [];
  for await (const { type, data } of events) {
    if (type === "test:start") {
      names.length = data.nesting;
      names.push(data.name);
    } else if (type === "test:pass" || type === "test:fail") {
      const error = data.details?.error;
      if (data.details?.type === "suite" && error === undefined) continue;
      const path = [...names.slice(0, data.nesting), data.name];
      const exempt = (data.skip ?? data.todo ?? false) !== false;
      const outcome = exempt ? "skipped" : type === "test:pass" ? "passed" : "failed";
      const told = outcome === "failed" && error?.failureType !== "subtestsFailed";
      yield `${JSON.stringify({ outcome, path, error: told ? text(error) : undefined })}\n`;
    }
  }
  yield `${JSON.stringify({ outcome: "end" })}\n`;
}
