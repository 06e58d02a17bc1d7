import assert from "node:assert/strict";
import { test } from "node:test";
import { Terminal } from "../../../src/cluster/local/terminal.ts";

function terminal(isTTY: boolean, columns = 40): { terminal: Terminal; written: () => string } {
  let text = "";
  const out = { isTTY, columns, write: (part: string) => (text += part) };
  const log = { log: (_level: string, message: string) => out.write(`log: ${message}\n`) };
  return { terminal: new Terminal(out, log), written: () => text };
}

test("on a terminal the line is rewritten in place, and stays below the log", () => {
  const { terminal: subject, written } = terminal(true);
  subject.status("one", "a");
  subject.status("two", "a");
  subject.log("info", "news");
  subject.end();
  const erase = "\r\x1b[2K";
  assert.equal(written(), `${erase}one${erase}two${erase}log: news\ntwo${erase}`);
});

test("a line as wide as the terminal is cut: wrapped it could not be rewritten", () => {
  const { terminal: subject, written } = terminal(true, 25);
  subject.status("01234567890123456789012345", "a");
  assert.equal(written(), "\r\x1b[2K01234567890123456789012…");
});

test("without a terminal only changed states are printed, and no escape sequences", () => {
  const { terminal: subject, written } = terminal(false);
  subject.status("1 in flight", "ready");
  subject.status("2 in flight", "ready");
  subject.log("warn", "news");
  subject.status("3 in flight", "failed");
  subject.end();
  assert.equal(written(), "log: ready\nlog: news\nlog: failed\n");
});

test("another process's lines come whole, each with its prefix", () => {
  const { terminal: subject, written } = terminal(false);
  subject.lines("0 | ", "one\ntw");
  subject.lines("1 | ", "else\n");
  subject.lines("0 | ", "o\n");
  assert.equal(written(), "0 | one\n1 | else\n0 | two\n");
});
