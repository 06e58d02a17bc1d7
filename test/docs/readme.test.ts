// README.md: its app answers what the page says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, examplesOf, textOf } from "./example.ts";
import { check, served } from "./program.ts";

test("the first minute's app answers what the README says", async () => {
  const blocks = await blocksOf("../README.md");
  const main = blocks.find(({ language, text }) => language === "ts" && text.startsWith("// main.ts"));
  assert.ok(main);
  await served(new Map([["main.ts", main.text]]), (_, port) => check(port, examplesOf(textOf(blocks, "http"))));
});
