import assert from "node:assert/strict";
import { test } from "node:test";
import { codeFrame, userPlace } from "../../src/workers/code-frame.ts";

test("marks the column, tabs kept", () => {
  const expected = ["  1 | one", "> 2 | \ttwo", "    | \t^", "  3 | three"];
  assert.equal(codeFrame("one\n\ttwo\nthree\nfour", 2, 2, 1), expected.join("\n"));
  assert.equal(codeFrame("x", 1, 1), "> 1 | x\n    | ^");
});

test("the user's first frame, not node's nor a package's", () => {
  const stack = [
    "Error: x",
    "    at node:internal/process/task_queues:95:5",
    "    at wrap (file:///srv/app/node_modules/zod/index.js:1:2)",
    "    at Object.boom [as fn] (file:///srv/app/src/main.ts:12:7)",
    "    at /srv/app/src/other.ts:1:1",
  ];
  assert.deepEqual(userPlace(stack.join("\n")), { file: "/srv/app/src/main.ts", line: 12, column: 7 });
  assert.deepEqual(userPlace(stack.slice(4).join("\n")), { file: "/srv/app/src/other.ts", line: 1, column: 1 });
  assert.equal(userPlace("Error: x\n    at node:fs:1:1"), undefined);
});
