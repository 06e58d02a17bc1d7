import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { assetSources, readLicenses, readSource } from "../../../src/server/platform/asset-sources.ts";
import { nodeAssets } from "../../../src/server/platform/assets.ts";

const dist = new URL("../../../dist/assets/", import.meta.url);

test("each file is there as it is and gzipped, with a type and an entity tag of its own", async () => {
  for (const name of Object.keys(assetSources)) {
    const [plain, zipped] = await Promise.all([nodeAssets.read(name, "identity"), nodeAssets.read(name, "gzip")]);
    assert.ok(plain !== undefined && zipped !== undefined, name);
    assert.deepEqual(Buffer.from(plain.body), readSource(name), name);
    assert.deepEqual(gunzipSync(zipped.body), readSource(name), name);
    assert.notEqual(plain.etag, zipped.etag);
    assert.match(plain.contentType, /^(text\/(javascript|css); charset=utf-8|image\/png)$/);
  }
});

test("no other name leads to a file", async () => {
  for (const name of ["", "nothing.js", "../cli/main.js", "LICENSES.txt", "__proto__", "constructor"]) {
    assert.equal(await nodeAssets.read(name, "gzip"), undefined, name);
  }
});

test("ReDoc's bundle loads nothing by itself from the internet", () => {
  const text = readSource("redoc.standalone.js").toString();
  assert.doesNotMatch(text, /cdn\.|fonts\.g|jsdelivr|unpkg/);
});

test("the build has all files, and the licenses of what they are made of", { skip: !existsSync(dist) }, () => {
  const names = Object.keys(assetSources).map((name) => `${name}.gz`);
  assert.deepEqual(readdirSync(dist).sort(), [...names, "LICENSES.txt"].sort());
  for (const name of Object.keys(assetSources)) {
    assert.deepEqual(gunzipSync(readFileSync(new URL(`${name}.gz`, dist))), readSource(name), name);
  }
  const text = readFileSync(new URL("LICENSES.txt", dist), "utf8");
  assert.equal(text, readLicenses());
  for (const part of ["Apache License", "swagger-ui", "Rebilly"]) assert.ok(text.includes(part), part);
});
