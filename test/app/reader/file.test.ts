import assert from "node:assert/strict";
import { test } from "node:test";
import { reading } from "./reading.ts";

const file = { type: "string", format: "binary", "x-flotilla": { native: "file" } } as const;

test("a File goes on, text is refused as FastAPI refuses it", () => {
  const given = new File(["x"], "x.txt");
  assert.equal(reading(file, given).value, given);
  assert.deepEqual(reading(file, "x", "text").problems, [
    {
      type: "value_error",
      loc: ["body"],
      msg: "Value error, Expected UploadFile, received: <class 'str'>",
      input: "x",
      ctx: { error: {} },
    },
  ]);
});
