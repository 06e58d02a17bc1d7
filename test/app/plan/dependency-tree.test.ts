import assert from "node:assert/strict";
import { test } from "node:test";
import { App, dependency, scoped, securityScopes } from "../../../src/index.ts";

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

test("dependencies that share what they use are asked once each, not along every way", async () => {
  let a = dependency(() => 1);
  let b = dependency(() => 1);
  for (let level = 0; level < 40; level++) {
    const use = { a, b };
    a = dependency({ use }, ({ a, b }) => a + b);
    b = dependency({ use }, ({ a }) => a);
  }
  const app = new App();
  const top = dependency({ use: { a, b, scopes: securityScopes } }, ({ a, scopes }) => [a, scopes.text]);
  app.get("/", { use: { top: scoped(top, ["x"]) } }, ({ top }) => top);
  const answer = await app.fetch(new Request("http://app.test/"));
  const [sum, text] = (await answer.json()) as [number, string];
  // Fibonacci's numbers: each level adds the two before it.
  assert.deepEqual([sum, text], [267914296, "x"]);
});
