import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { FileAnswer } from "../../../src/app/files/file-answer.ts";
import { StaticFiles, type StaticOptions } from "../../../src/app/files/static-files.ts";
import { staticSegments } from "../../../src/app/files/static-path.ts";
import { nodeFiles } from "../../../src/server/platform/files.ts";
import { nodePlatform } from "../../../src/server/platform/node-platform.ts";
import { answering, folder } from "./harness.ts";

/** Serves a folder below /static. */
async function serving(t: TestContext, options: StaticOptions) {
  const files = new StaticFiles(options);
  await files.check(nodePlatform);
  return answering(t, (exchange) => {
    assert.ok(exchange.path.startsWith("/static"));
    return files.answer(exchange, exchange.path.slice("/static".length), nodePlatform);
  });
}

const page = ["accept: text/html,*/*;q=0.8"];

test("files are served, below folders and with encoded names too", async (t) => {
  const directory = await folder(t, { "a.txt": "A", "css/x y.css": "B", "é.txt": "C", "a+b&c.txt": "D" });
  const { ask } = await serving(t, { directory, maxAge: 30 });
  const plain = await ask("GET /static/a.txt");
  assert.deepEqual([plain.status, plain.body, plain.headers["cache-control"]], [200, "A", "max-age=30"]);
  assert.equal((await ask("GET /static/a.txt", [`if-none-match: ${plain.headers.etag}`])).status, 304);
  assert.equal((await ask("GET /static/css/x%20y.css")).body, "B");
  assert.equal((await ask("GET /static//css//x%20y.css")).body, "B");
  assert.equal((await ask("GET /static/%C3%A9.txt")).body, "C");
  assert.equal((await ask("GET /static/a+b&c.txt")).body, "D");
  assert.equal((await ask("HEAD /static/a.txt")).headers["content-length"], "1");
});

test("what is not there is not found: folders, too long names, bad encoding", async (t) => {
  const directory = await folder(t, { "a/b.txt": "B", "a/index.html": "I" });
  const { ask, failures } = await serving(t, { directory });
  for (const path of ["", "/", "/a", "/a/", "/none", "/a/b.txt/c", `/${"x".repeat(5000)}`, "/%", "/%ff", "/%C3"]) {
    assert.equal((await ask(`GET /static${path}`)).status, 404, path);
  }
  assert.deepEqual(failures, []);
});

test("another method is 405 in a static folder, whatever it names", async (t) => {
  const { ask } = await serving(t, { directory: await folder(t, { "a.txt": "A" }) });
  for (const path of ["/a.txt", "/none"]) {
    const { status, headers } = await ask(`POST /static${path}`, ["content-length: 0"]);
    assert.deepEqual([status, headers.allow], [405, "GET, HEAD"]);
  }
});

test("no spelling leads out of the folder", async (t) => {
  const outer = await folder(t, {
    "secret.txt": "SECRET",
    "site/a.txt": "A",
    "site/sub/b.txt": "B",
    "site-private/c.txt": "SECRET",
  });
  const directory = join(outer, "site");
  const attempts = [
    "../secret.txt",
    "..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "%2e%2e%2fsecret.txt",
    "%252e%252e%252fsecret.txt",
    "..\\secret.txt",
    "..%5csecret.txt",
    "%2e%2e%5csecret.txt",
    "....//secret.txt",
    "sub/../../secret.txt",
    "sub/..%2f..%2fsecret.txt",
    "sub/%2e%2e/%2e%2e/secret.txt",
    "./../secret.txt",
    "../site-private/c.txt",
    "..;/secret.txt",
    "%c0%ae%c0%ae/secret.txt",
    "%e0%80%ae%e0%80%ae/secret.txt",
    "a.txt%00",
    "a.txt%00.html",
    "%00",
    `${outer}/secret.txt`,
    `/${outer}/secret.txt`,
    `%2f${outer.slice(1)}/secret.txt`,
    `${encodeURIComponent(join(outer, "secret.txt"))}`,
    "%2e",
    "sub/%2e%2e/a.txt",
    "file:///etc/passwd",
    "~/secret.txt",
    "C:/secret.txt",
    "/".repeat(3000),
    "../".repeat(1000),
  ];
  for (const followSymlinks of [false, true]) {
    const { ask, failures } = await serving(t, { directory, followSymlinks, dotfiles: "serve" });
    for (const attempt of attempts) {
      const { status, body } = await ask(`GET /static/${attempt}`);
      assert.deepEqual([status, body], [404, '{"detail":"Not Found"}'], attempt);
    }
    assert.deepEqual(failures, []);
  }
});

test("whatever is asked for, segments are plain names", () => {
  const piece = fc.constantFrom(
    "..",
    ".",
    "%2e",
    "%2E%2e",
    "%2f",
    "/",
    "\\",
    "%5c",
    "%00",
    "a",
    "%",
    "%25",
    "2e",
    "é",
    ".a",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      for (const segment of staticSegments(pieces.join(""), "serve") ?? []) {
        assert.ok(segment !== "" && segment !== "." && segment !== ".." && !/[/\\\0]/.test(segment));
      }
      const below = nodeFiles.below("/srv/site", (staticSegments(pieces.join(""), "serve") ?? []).join("/"));
      assert.ok(below === "/srv/site" || below?.startsWith("/srv/site/"));
    }),
    { numRuns: 2000 },
  );
});

test("below() knows a folder from one whose name begins alike", () => {
  for (const [path, whole] of [
    ["", "/srv/site"],
    ["a/../b", "/srv/site/b"],
    ["..a", "/srv/site/..a"],
    ["/srv/site/c", "/srv/site/c"],
    ["..", null],
    ["../site-private", null],
    ["/srv/site-private", null],
    ["/", null],
  ] as const) {
    assert.equal(nodeFiles.below("/srv/site", path), whole, path);
  }
});

test("links are followed within the folder, and out of it only if told to", async (t) => {
  const outer = await folder(t, { "secret.txt": "S", "private/x.txt": "X", "site/a.txt": "A" });
  const directory = join(outer, "site");
  await symlink("a.txt", join(directory, "inner.txt"));
  await symlink("../secret.txt", join(directory, "outer.txt"));
  await symlink("../private", join(directory, "folder"));
  await symlink("loop", join(directory, "loop"));
  const strict = await serving(t, { directory });
  const open = await serving(t, { directory, followSymlinks: true });
  for (const [path, inside, outside] of [
    ["/inner.txt", 200, 200],
    ["/outer.txt", 404, 200],
    ["/folder/x.txt", 404, 200],
    ["/loop", 404, 404],
  ] as const) {
    assert.equal((await strict.ask(`GET /static${path}`)).status, inside, path);
    assert.equal((await open.ask(`GET /static${path}`)).status, outside, path);
  }
});

test("a folder that is a link itself may be turned to another", async (t) => {
  const outer = await folder(t, { "v1/a.txt": "1", "v2/a.txt": "2" });
  const directory = join(outer, "current");
  await symlink("v1", directory);
  const { ask } = await serving(t, { directory });
  assert.equal((await ask("GET /static/a.txt")).body, "1");
  await symlink("v2", join(outer, "next"));
  await rename(join(outer, "next"), directory);
  assert.equal((await ask("GET /static/a.txt")).body, "2");
});

test("dot files are nobody's business, but .well-known is everybody's", async (t) => {
  const files = {
    ".env": "E",
    ".git/config": "G",
    "a/.htpasswd": "H",
    ".well-known/acme": "W",
    "a/.well-known/x": "X",
  };
  const directory = await folder(t, files);
  const { ask } = await serving(t, { directory });
  for (const path of ["/.env", "/%2eenv", "/.git/config", "/a/.htpasswd", "/a/.well-known/x"]) {
    assert.equal((await ask(`GET /static${path}`)).status, 404, path);
  }
  assert.equal((await ask("GET /static/.well-known/acme")).body, "W");
  const all = await serving(t, { directory, dotfiles: "serve" });
  assert.equal((await all.ask("GET /static/.env")).body, "E");
});

test("a pipe holds nobody up", async (t) => {
  const directory = await folder(t, { "a.txt": "A" });
  execFileSync("mkfifo", [join(directory, "pipe")]);
  const { ask } = await serving(t, { directory });
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask("GET /static/pipe")));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]));
  assert.equal((await ask("GET /static/a.txt")).status, 200);
  const file = await nodeFiles.open(join(directory, "pipe"));
  assert.equal(file.stat.kind, "other");
  await file.close();
  await file.close();
});

test("what we may not read is 401, as Starlette's; another failure is the app's error", async (t) => {
  const directory = await folder(t, { "a.txt": "A" });
  for (const [code, status] of [
    ["EACCES", 401],
    ["EIO", 500],
  ] as const) {
    // Tests may run as root, who may read everything.
    const refuse = () => Promise.reject(Object.assign(new Error(code), { code }));
    const platform = { ...nodePlatform, files: { ...nodeFiles, resolve: refuse } };
    const files = new StaticFiles({ directory });
    const { ask, failures } = await answering(t, (exchange) => files.answer(exchange, "/a.txt", platform));
    assert.equal((await ask("GET /")).status, status);
    assert.equal(failures.length, status === 500 ? 1 : 0);
  }
});

test("html: an index after a redirect to the slash, and 404.html for what is missing", async (t) => {
  const directory = await folder(t, {
    "index.html": "root",
    "docs/index.html": "docs",
    "empty/x": "",
    "404.html": "lost",
  });
  const { ask } = await serving(t, { directory, html: true });
  assert.equal((await ask("GET /static/")).body, "root");
  assert.equal((await ask("GET /static/docs/")).body, "docs");
  const moved = await ask("GET /static/docs?a=1");
  assert.deepEqual([moved.status, moved.headers.location, moved.body], [307, "http://a/static/docs/?a=1", ""]);
  assert.equal((await ask("GET //static/docs".replace("//", "/"))).status, 307);
  for (const path of ["/none", "/empty", "/../x", "/empty/"]) {
    const { status, body, headers } = await ask(`GET /static${path}`, ["range: bytes=0-1"]);
    assert.deepEqual([status, body, headers["content-type"]], [404, "lost", "text/html; charset=utf-8"], path);
  }
  const named = await serving(t, { directory: await folder(t, { "home.htm": "H" }), html: true, index: "home.htm" });
  assert.equal((await named.ask("GET /static/")).body, "H");
  assert.equal((await named.ask("GET /static/none")).body, '{"detail":"Not Found"}');
});

test("a front end: its page goes to who asks for a page, assets are missing, other methods are the API's", async (t) => {
  const directory = await folder(t, { "index.html": "app", "assets/app.js": "js" });
  for (const fallback of ["auto", "index.html"] as const) {
    const { ask } = await serving(t, { directory, fallback });
    assert.deepEqual(
      [(await ask("GET /static/users/jane.doe", page)).body, (await ask("GET /static/assets/app.js")).body],
      ["app", "js"],
    );
    const head = await ask("HEAD /static/dashboard", page);
    assert.deepEqual([head.status, head.headers["content-length"], head.body], [200, "3", ""]);
    assert.equal((await ask("GET /static/assets/none.js", ["accept: */*"])).status, 404);
    assert.equal((await ask("GET /static/dashboard")).status, 404);
    assert.equal((await ask("GET /static/dashboard", ["accept: text/html;q=0"])).status, 404);
    assert.equal((await ask("POST /static/dashboard", [...page, "content-length: 0"])).status, 404);
    assert.equal((await ask("POST /static/assets/app.js", ["content-length: 0"])).status, 405);
    assert.equal((await ask("POST /static/", ["content-length: 0"])).status, 405);
    assert.equal((await ask("GET /static", page)).headers.location, "http://a/static/");
  }
});

test("a front end's 404.html comes first, for everybody; null is no fallback", async (t) => {
  const directory = await folder(t, { "index.html": "app", "404.html": "lost" });
  for (const fallback of ["auto", "404.html"] as const) {
    const { ask } = await serving(t, { directory, fallback });
    const { status, body } = await ask("GET /static/none", page);
    assert.deepEqual([status, body], [404, "lost"]);
    assert.equal((await ask("GET /static/none")).body, "lost");
  }
  const { ask } = await serving(t, { directory, fallback: null });
  assert.equal((await ask("GET /static/none", page)).body, '{"detail":"Not Found"}');
  assert.equal((await ask("GET /static/")).body, "app");
});

test("precompressed files go to who accepts them, with the type of what they unfold to", async (t) => {
  const directory = await folder(t, {
    "a.js": "plain",
    "a.js.br": "BR",
    "a.js.gz": "GZ",
    "b.js": "b",
    "a.js.zst/x": "",
  });
  const { ask } = await serving(t, { directory, precompressed: true });
  for (const [accept, body, coding] of [
    ["gzip, deflate, br, zstd", "BR", "br"],
    ["zstd, gzip;q=0.5", "GZ", "gzip"],
    ["deflate", "plain", undefined],
    ["br;q=0", "plain", undefined],
  ] as const) {
    const { headers, ...answer } = await ask("GET /static/a.js", [`accept-encoding: ${accept}`]);
    assert.deepEqual(
      [answer.body, headers["content-encoding"], headers["content-type"], headers.vary],
      [body, coding, "text/javascript; charset=utf-8", "accept-encoding"],
      accept,
    );
  }
  assert.equal((await ask("GET /static/b.js", ["accept-encoding: br"])).body, "b");
});

test("a file that goes between look-up and sending is not found", async (t) => {
  const directory = await folder(t, { "a.txt": "A" });
  const files = new StaticFiles({ directory });
  const { ask } = await answering(t, async (exchange) => {
    const answer = await files.answer(exchange, "/a.txt", nodePlatform);
    assert.ok(answer instanceof FileAnswer);
    await rm(join(directory, "a.txt"));
    return answer;
  });
  assert.equal((await ask("GET /")).status, 404);
});

test("a folder or fallback that is not there is an error at start", async (t) => {
  const directory = await folder(t, { "a.txt": "A" });
  const check = (options: StaticOptions) => new StaticFiles(options).check(nodePlatform);
  await assert.rejects(
    check({ directory: join(directory, "none") }),
    /Directory '.*none' does not exist\. Resolved absolute path/,
  );
  await assert.rejects(check({ directory: join(directory, "a.txt") }), /is not a directory/);
  await assert.rejects(check({ directory, fallback: "index.html" }), /Fallback file 'index.html' does not exist/);
  await check({ directory, fallback: "auto" });
  await writeFile(join(directory, "index.html"), "");
  await check({ directory, fallback: "index.html" });
  await assert.rejects(new StaticFiles({ directory }).check({ name: "web" }), /no files on the platform "web"/);
});

test("options are checked", () => {
  assert.throws(() => new StaticFiles({ directory: ".", dir: 1 } as unknown as StaticOptions), /unknown option "dir"/);
  const nowhere = { directory: 7 } as unknown as StaticOptions;
  assert.throws(() => new StaticFiles(nowhere), /directory is the path or file: URL of a folder, not a number/);
  assert.throws(() => new StaticFiles({ directory: ".", fallback: "x.html" } as unknown as StaticOptions), /fallback/);
});
