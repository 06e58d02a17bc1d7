import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AttemptFailure,
  type FailedAttempt,
  isIdempotent,
  type RetryConditions,
  retryRule,
} from "../../../src/core/balance/retry-rule.ts";

const usual: RetryConditions = { error: true, timeout: true, invalidHeader: false, nonIdempotent: false };
const all: RetryConditions = { ...usual, invalidHeader: true };
const off: RetryConditions = { error: false, timeout: false, invalidHeader: false, nonIdempotent: false };
const failures: AttemptFailure[] = ["connect", "connect_timeout", "closed", "timeout", "invalid", "status"];

const attempt = (failure: AttemptFailure, flags: string): FailedAttempt => ({
  failure,
  idempotent: flags.includes("i"),
  requestSent: flags.includes("s"),
  connectionReused: flags.includes("r"),
  responseBegun: flags.includes("b"),
  answerBegun: flags.includes("a"),
  bodyReplayable: !flags.includes("x"),
});

// flags: i idempotent, s request sent, r connection reused, b response begun, a answer begun, x body gone
const table: [AttemptFailure, string, "no" | "next" | "again"][] = [
  ["connect", "i", "next"],
  ["connect", "", "next"],
  ["connect_timeout", "", "next"],
  ["connect", "x", "no"],
  ["closed", "is", "next"],
  ["closed", "s", "no"],
  ["closed", "", "next"],
  ["closed", "isr", "again"],
  ["closed", "sr", "no"],
  ["closed", "r", "again"],
  ["closed", "isrb", "next"],
  ["closed", "isb", "next"],
  ["closed", "isba", "no"],
  ["closed", "isx", "no"],
  ["closed", "isrx", "no"],
  ["timeout", "is", "next"],
  ["timeout", "s", "no"],
  ["timeout", "isr", "next"],
  ["invalid", "isb", "next"],
  ["invalid", "sb", "no"],
  ["status", "isb", "next"],
  ["status", "sb", "no"],
];

for (const [failure, flags, verdict] of table) {
  test(`${failure} [${flags}] → ${verdict}`, () => assert.equal(retryRule(attempt(failure, flags), all), verdict));
}

test("every combination: what is not idempotent and was sent is never repeated", () => {
  for (const failure of failures) {
    for (let bits = 0; bits < 64; bits++) {
      const flags = [..."isrbax"].filter((_, bit) => (bits >> bit) & 1).join("");
      const verdict = retryRule(attempt(failure, flags), all);
      if (flags.includes("a") || flags.includes("x")) assert.equal(verdict, "no", `${failure} ${flags}`);
      if (flags.includes("s") && !flags.includes("i")) assert.equal(verdict, "no", `${failure} ${flags}`);
      if (verdict === "again") assert.ok(failure === "closed" && flags.includes("r") && !flags.includes("b"));
    }
  }
});

test("the conditions decide what moves on; a stale connection is replaced even with all off", () => {
  assert.equal(retryRule(attempt("invalid", "isb"), usual), "no");
  assert.equal(retryRule(attempt("connect", "i"), off), "no");
  assert.equal(retryRule(attempt("timeout", "is"), off), "no");
  assert.equal(retryRule(attempt("closed", "isr"), off), "again");
  assert.equal(retryRule(attempt("closed", "s"), { ...usual, nonIdempotent: true }), "next");
});

test("methods", () => {
  for (const method of ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]) assert.equal(isIdempotent(method), true);
  for (const method of ["POST", "PATCH", "LOCK", "get", "X"]) assert.equal(isIdempotent(method), false);
});
