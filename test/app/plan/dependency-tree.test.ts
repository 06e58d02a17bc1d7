import assert from "node:assert/strict";
import { test } from "node:test";
import { App, dependency } from "../../../src/index.ts";

const session = dependency({ scope: "function" }, function* () {
  yield { open: true };
});

test("what is ended after the answer cannot use what ends before it", async () => {
  const outers = [
    dependency({ use: { session } }, function* () {
      yield 1;
    }),
    dependency({ use: { session } }, async function* () {
      yield 1;
    }),
  ];
  for (const outer of outers) {
    const app = new App();
    app.get("/", { use: { outer } }, () => 1);
    await assert.rejects(app.start(), /\(scope "request"\) uses .* \(scope "function"\)/);
  }
});

test("a dependency that has no end may use what ends with the handler", async () => {
  const outer = dependency({ use: { session } }, ({ session }) => session);
  const app = new App();
  app.get("/", { use: { outer } }, ({ outer }) => outer.open);
  const answer = await app.fetch(new Request("http://app.test/"));
  assert.equal(await answer.text(), "true");
});
