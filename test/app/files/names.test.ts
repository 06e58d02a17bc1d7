import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { contentDisposition } from "../../../src/app/files/content-disposition.ts";
import { mediaType, withCharset } from "../../../src/app/files/media-type.ts";
import { isFieldValue } from "../../../src/http/characters.ts";

test("a plain name is quoted, any other encoded, as Starlette does", () => {
  const table: [string, string][] = [
    ["report.pdf", 'attachment; filename="report.pdf"'],
    ["a/b~c_d-e.txt", 'attachment; filename="a/b~c_d-e.txt"'],
    ["你好.txt", "attachment; filename*=utf-8''%E4%BD%A0%E5%A5%BD.txt"],
    ["a b.txt", "attachment; filename*=utf-8''a%20b.txt"],
    ["it's (1)!*.txt", "attachment; filename*=utf-8''it%27s%20%281%29%21%2A.txt"],
    ['x"; filename="y', "attachment; filename*=utf-8''x%22%3B%20filename%3D%22y"],
    ["a\r\nset-cookie: b", "attachment; filename*=utf-8''a%0D%0Aset-cookie%3A%20b"],
    ["\ud800", "attachment; filename*=utf-8''%EF%BF%BD"],
    ["", 'attachment; filename=""'],
  ];
  for (const [name, field] of table) assert.equal(contentDisposition("attachment", name), field);
  assert.equal(contentDisposition("inline", undefined), "inline");
});

test("no name can end the field or break out of its parameter", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const field = contentDisposition("inline", name);
      assert.ok(isFieldValue(field));
      const value = /^inline; filename(?:="([^"\\]*)"|\*=utf-8''([A-Za-z0-9_.~/%-]*))$/.exec(field);
      assert.ok(value);
      assert.equal(value[1] ?? decodeURIComponent(value[2]), name);
    }),
  );
});

test("types come from the ending of the name, and nothing else", () => {
  const table: [string, string][] = [
    ["a.html", "text/html; charset=utf-8"],
    ["/x.d/a.JS", "text/javascript; charset=utf-8"],
    ["a.json", "application/json"],
    ["a.svg", "image/svg+xml"],
    ["a.woff2", "font/woff2"],
    ["a.tar.gz", "application/gzip"],
    ["html", "application/octet-stream"],
    ["/x.html/readme", "application/octet-stream"],
    ["a.", "application/octet-stream"],
    ["a.constructor", "application/octet-stream"],
    ["a.__proto__", "application/octet-stream"],
    ["a.toString", "application/octet-stream"],
  ];
  for (const [name, type] of table) assert.equal(mediaType(name), type, name);
  assert.equal(withCharset("text/plain; Charset=latin-1"), "text/plain; Charset=latin-1");
});
