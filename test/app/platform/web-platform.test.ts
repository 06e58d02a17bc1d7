import assert from "node:assert/strict";
import { test } from "node:test";
import { FetchExchange } from "../../../src/app/fetch-exchange.ts";
import { HTTPError } from "../../../src/app/http-error.ts";
import { defaultFormLimits } from "../../../src/app/inputs/form-limits.ts";
import type { FormLimits, ReadForm } from "../../../src/app/platform/platform.ts";
import { webPlatform } from "../../../src/app/platform/web-platform.ts";

function read(
  body: ConstructorParameters<typeof Response>[0],
  type?: string,
  limits: Partial<FormLimits> = {},
  maxBodyBytes?: number,
): Promise<ReadForm> {
  const headers = type === undefined ? undefined : { "content-type": type };
  const request = new Request("http://a/", { method: "POST", body, headers });
  const exchange = new FetchExchange(request);
  if (maxBodyBytes !== undefined) exchange.maxBodyBytes = maxBodyBytes;
  assert.ok(webPlatform.multipart);
  return webPlatform.multipart.read(exchange, exchange.header("content-type") ?? "", {
    ...defaultFormLimits,
    ...limits,
  });
}

const refused = (detail: string) => (error: unknown) =>
  error instanceof HTTPError && error.status === 400 && error.detail === detail;

function form(): FormData {
  const data = new FormData();
  data.append("a", "1");
  data.append("f", new File(["hello"], "x.txt", { type: "text/plain" }));
  data.append("a", "2");
  data.append("__proto__", "3");
  return data;
}

test("fields and files come in order", async () => {
  const { parts, cleanUp } = await read(form());
  assert.deepEqual(
    parts.map(({ name, value }) => [name, typeof value === "string" ? value : value.name]),
    [
      ["a", "1"],
      ["f", "x.txt"],
      ["a", "2"],
      ["__proto__", "3"],
    ],
  );
  assert.equal(await (parts[1].value as File).text(), "hello");
  await cleanUp();
});

test("limits are those of any platform", async () => {
  await assert.rejects(
    read(form(), undefined, { maxFields: 2 }),
    refused("Too many fields. Maximum number of fields is 2."),
  );
  await assert.rejects(
    read(form(), undefined, { maxFiles: 0 }),
    refused("Too many files. Maximum number of files is 0."),
  );
  const data = new FormData();
  data.append("a", "x".repeat(1025));
  await assert.rejects(read(data, undefined, { maxFieldBytes: 1024 }), refused("Part exceeded maximum size of 1KB."));
  data.append("b", "x".repeat(1025));
  await assert.rejects(
    read(data, undefined, { maxFieldsBytes: 2048 }),
    refused("Fields exceeded maximum total size of 2KB."),
  );
});

test("what is no form is 400; no body at all is a form without fields", async () => {
  const bad = refused("There was an error parsing the body");
  await assert.rejects(read("hello", "multipart/form-data; boundary=X"), bad);
  await assert.rejects(
    read('--X\r\ncontent-disposition: form-data; name="a"\r\n\r\n1', "multipart/form-data; boundary=X"),
    bad,
  );
  await assert.rejects(read("--X--", "multipart/form-data"), refused("Missing boundary in multipart."));
  assert.deepEqual((await read(null, "multipart/form-data; boundary=X")).parts, []);
});

test("a body over its limit keeps its own error", async () => {
  const body = `--X\r\ncontent-disposition: form-data; name="a"\r\n\r\n${"x".repeat(100)}\r\n--X--\r\n`;
  const type = "multipart/form-data; boundary=X";
  assert.equal((await read(body, type)).parts.length, 1);
  await assert.rejects(read(body, type, {}, 50), { code: "body_too_large" });
});

test("a coding the web platform lacks says so", async () => {
  await assert.rejects(async () => webPlatform.compression?.compress(new Uint8Array(1), "br"), /has no br/);
});
