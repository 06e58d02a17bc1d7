import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestParser } from "../../src/http/request-parser.ts";
import { defaultLimits } from "../../src/http/types.ts";

// An idle connection may rest for the keep-alive time, an unfinished head only for the (shorter) head time.
test("an empty line between requests leaves the parser idle, the first byte of a request does not", () => {
  const parser = new RequestParser(defaultLimits, { onHead: () => {}, onBody: () => {}, onEnd: () => {} });
  const feed = (text: string) => parser.execute(Buffer.from(text), 0, text.length);
  assert.equal(parser.idle, true);
  feed("\r\n");
  assert.equal(parser.idle, true);
  feed("G");
  assert.equal(parser.idle, false);
  feed("ET / HTTP/1.0\r\n\r\n");
  assert.equal(parser.complete, true);
  parser.next();
  assert.equal(parser.idle, true);
});
