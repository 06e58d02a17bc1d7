import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Directive, parseConfig } from "../../../src/balancer/nginx/parser.ts";
import { printConfig } from "../../../src/balancer/nginx/printer.ts";
import { UsageError } from "../../../src/core/errors.ts";

type Plain = [name: string, args: string[], block: Plain[] | null];
const plain = (directives: readonly Directive[]): Plain[] =>
  directives.map(({ name, args, block }) => [name, args.map((arg) => arg.text), block === null ? null : plain(block)]);

const variable = "$" + "{b}";
const accepted: [text: string, tree: Plain[]][] = [
  ["", []],
  ["# only a comment", []],
  ["a;", [["a", [], null]]],
  ["a b  c\td\r\n;", [["a", ["b", "c", "d"], null]]],
  [
    "a { b c; } d;",
    [
      ["a", [], [["b", ["c"], null]]],
      ["d", [], null],
    ],
  ],
  ["a{b;}", [["a", [], [["b", [], null]]]]],
  ["a 'b c' \"d;e\";", [["a", ["b c", "d;e"], null]]],
  ["a b#c; # d", [["a", ["b#c"], null]]],
  ['a "#b";', [["a", ["#b"], null]]],
  [`a ${variable}c {d;}`, [["a", [`${variable}c`], [["d", [], null]]]]],
  ['a "it\'s \\"so\\"" \\;\\ b;', [["a", ['it\'s "so"', "\\;\\ b"], null]]],
  ["a \\.php$ \\\\x \\t;", [["a", ["\\.php$", "\\x", "\t"], null]]],
  ['a "\\d+\\.\\n";', [["a", ["\\d+\\.\n"], null]]],
  ["a b'c' d\"e;", [["a", ["b'c'", 'd"e'], null]]],
  ["\ufeffa;", [["a", [], null]]],
];
for (const [text, tree] of accepted) {
  test(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(plain(parseConfig(text, "f")), tree));
}

const refused: [text: string, message: string][] = [
  [";", 'f:1:1: unexpected ";"'],
  ["a;\n  }", 'f:2:3: unexpected "}"'],
  ["{", 'f:1:1: unexpected "{"'],
  ["a", 'f:1:2: unexpected end of file, expecting ";" or "{" after "a"'],
  ["a {\nb;\n", 'f:3:1: unexpected end of file, expecting "}" for the block opened in line 1'],
  ["a { b }", 'f:1:5: directive "b" is not terminated by ";"'],
  ["a 'b", "f:1:3: unexpected end of file, expecting closing '"],
  ['a "b"c;', 'f:1:6: unexpected "c"'],
];
for (const [text, message] of refused) {
  test(`refuses ${JSON.stringify(text)}`, () =>
    assert.throws(() => parseConfig(text, "f"), { name: "UsageError", message }));
}

test("positions are file, line and column", () => {
  const [, second] = parseConfig("a;\n# x\n  bc 'd\ne' f;", "f");
  assert.deepEqual(second.position, { file: "f", line: 3, column: 3 });
  assert.deepEqual(second.args[1].position, { file: "f", line: 4, column: 4 });
});

test("nesting is bounded", () => {
  assert.throws(() => parseConfig("a{".repeat(100_000), "f"), /nest deeper/);
});

const word = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(..."a\\\"'{};#$ \n\t\rtn"), maxLength: 8 }),
);
const tree = fc.letrec<{ directive: Plain; block: Plain[] }>((tie) => ({
  directive: fc.tuple(
    word,
    fc.array(word, { maxLength: 3 }),
    fc.option(tie("block"), { depthIdentifier: "d", maxDepth: 3 }),
  ) as fc.Arbitrary<Plain>,
  block: fc.array(tie("directive"), { maxLength: 3, depthIdentifier: "d" }),
})).block;

test("what is printed reads back the same", () => {
  const position = { file: "", line: 0, column: 0 };
  const build = (plains: Plain[]): Directive[] =>
    plains.map(([name, args, block]) => ({
      name,
      args: args.map((text) => ({ text, position })),
      block: block === null ? null : build(block),
      position,
    }));
  fc.assert(
    fc.property(tree, (directives) => {
      assert.deepEqual(plain(parseConfig(printConfig(build(directives)), "f")), directives);
    }),
    { numRuns: 500 },
  );
});

test("any text is read or refused with its place", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab{};#'\"\\$ \n\r\t\0é"), maxLength: 60 });
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseConfig(input, "f");
      } catch (error) {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /^f:\d+:\d+: /);
      }
    }),
    { numRuns: 3000 },
  );
});
