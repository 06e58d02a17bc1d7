import { get, post, type Wire } from "./raw.ts";

export interface Attack {
  readonly name: string;
  readonly wire: Wire;
  /** Statuses that are an answer to it. */
  readonly allowed: readonly number[];
}

const urlencoded = "application/x-www-form-urlencoded";
const multipart = "multipart/form-data; boundary=b";
const named = (name: string) => `Content-Disposition: form-data; name="${name}"`;
const part = (head: string, value: string) => `--b\r\n${head}\r\n\r\n${value}\r\n`;
const file = (name = "one") => `${named(name)}; filename="x"`;
const many = (count: number, make: (index: number) => string, between = "") =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);

/** A body of JSON to each route that reads one: taken, or refused, and 500 only where the handler itself sends it back. */
function jsonAttacks(): Attack[] {
  const bodies: { readonly [name: string]: string | Uint8Array } = {
    "100,000 lists in each other": `${"[".repeat(100_000)}1${"]".repeat(100_000)}`,
    "100,000 objects in each other": `${'{"left":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    "400 objects in each other": `${'{"left":'.repeat(400)}{}${"}".repeat(400)}`,
    "a million fields": `{${many(1_000_000, (i) => `"k${i}":${i % 7 === 0 ? '"x"' : i}`, ",")}}`,
    "a million items": `[${many(1_000_000, (i) => (i % 2 === 0 ? "[]" : '"x"'), ",")}]`,
    "keys that hash alike": `{${many(100_000, (i) => `"${i * 2 ** 16}":1`, ",")}}`,
    "a number of 5 MB": "9".repeat(5_000_000),
    "numbers beyond doubles": "[1e999,-1e999]",
    "lone surrogates": '{"a":"\\ud800","\\udc00":1}',
    "no UTF-8": new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    prototypes:
      '{"a":1,"__proto__":{"polluted":1},"__proto__":{"polluted":2},"constructor":{"prototype":{"polluted":1}}}',
    "10 MB of space": `{"a":${" ".repeat(10_000_000)}`,
    "10 MB of escapes": `"${"\\\\".repeat(5_000_000)}`,
    "a million opened lists": "[".repeat(1_000_000),
    "17 MB": " ".repeat(17 * 1024 * 1024),
  };
  const routes = ["/any", "/echo", "/tree", "/record", "/list", "/set", "/union", "/strict", "/held", "/loose"];
  return routes.flatMap((path) =>
    Object.entries(bodies).map(([name, body]) => ({
      name: `POST ${path}: ${name}`,
      wire: post(path, body),
      allowed: path === "/echo" || path === "/loose" ? [200, 400, 413, 422, 500] : [200, 400, 413, 422],
    })),
  );
}

const repeated = (text: string, length: number) => text.repeat(Math.ceil(length / text.length));

/** Text that makes a bad pattern or a quadratic loop take for ever, for each format. */
const slowTexts: { readonly [field: string]: (n: number) => string[] } = {
  email: (n) => [
    ...[`${"a".repeat(n)}@`, `a@${repeated("a.", n)}`, `a@${"-".repeat(n)}`, `${".".repeat(n)}@a.com`, '"'.repeat(n)],
    ...[`<${"a".repeat(n)}`, repeated("a <", n), `${" ".repeat(n)}a@b.com${" ".repeat(n)}`, `a@[${":".repeat(n)}`],
    ...[`${"é".repeat(n)}@é.com`, `a@${"é".repeat(n)}.com`, `a@xn--${"a".repeat(n)}`],
  ],
  url: (n) => [
    ...[`http://${"a".repeat(n)}`, `http://${"@".repeat(n)}`, `http://a/${repeated("../", n)}`, `${"a".repeat(n)}:`],
    ...[`http://[${":".repeat(n)}`, `http://${"%".repeat(n)}`, `http://${"é".repeat(n)}`, `http://a:${"0".repeat(n)}`],
  ],
  uuid: (n) => ["0".repeat(n), "-".repeat(n), "{".repeat(n), `urn:uuid:${"0".repeat(n)}`],
  day: (n) => ["0".repeat(n), `2020-01-01${"0".repeat(n)}`, "-".repeat(n)],
  at: (n) => [`2020-01-01T00:00:00.${"0".repeat(n)}`, "0".repeat(n), `2020-01-01T00:00:00${"+".repeat(n)}`],
  moment: (n) => [`2020-01-01T00:00:00.${"0".repeat(n)}Z`, "1".repeat(n), `${" ".repeat(n)}1`],
  time: (n) => [`00:00:00.${"0".repeat(n)}`, ":".repeat(n), "1".repeat(n)],
  span: (n) => [`P${repeated("1D", n)}`, `P${"1".repeat(n)}`, repeated("1 day, ", n), `PT${repeated("1.", n)}`],
  ipv4: (n) => ["1".repeat(n), repeated("1.", n), `${"0".repeat(n)}.0.0.1`],
  ipv6: (n) => [":".repeat(n), repeated("1:", n), `::%${"a".repeat(n)}`, `${"0".repeat(n)}::`],
  decimal: (n) => [
    "1".repeat(n),
    `1e${"9".repeat(n)}`,
    `0.${"0".repeat(n)}1`,
    "_".repeat(n),
    "1e999999999",
    "-".repeat(n),
  ],
  whole: (n) => ["1".repeat(n), repeated("1_", n), `${"0".repeat(n)}1`, `${" ".repeat(n)}1`, `1.${"0".repeat(n)}`],
  big: (n) => ["9".repeat(n), repeated("1_", n), `${"0".repeat(n)}1`, "9".repeat(4300)],
  number: (n) => ["1".repeat(n), `1.${"1".repeat(n)}`, `1e${"1".repeat(n)}`, `${" ".repeat(n)}1`, repeated("1_", n)],
  flag: (n) => ["t".repeat(n), `${" ".repeat(n)}true`],
  base64: (n) => [`${"A".repeat(n)}=`, "=".repeat(n), `${"A".repeat(n)}!`],
  kind: (n) => ["a".repeat(n)],
  code: (n) => [`${repeated("a-", n)}!`, `${"a".repeat(n)}!`],
};

function formatAttacks(): Attack[] {
  return Object.entries(slowTexts).flatMap(([field, make]) =>
    [7000, 1_000_000].flatMap((length) =>
      make(length).flatMap((value, index) => {
        const name = `${field} ${index} of ${length}`;
        const body = {
          name: `JSON: ${name}`,
          wire: post("/formats", JSON.stringify({ [field]: value })),
          allowed: [200, 422],
        };
        const query = `/formats?${new URLSearchParams({ [field]: value })}`;
        return length > 7000 ? [body] : [body, { name: `query: ${name}`, wire: get(query), allowed: [200, 414, 422] }];
      }),
    ),
  );
}

const headAttacks: readonly Attack[] = [
  { name: "1,900 pairs", wire: get(`/query?${"q=1&".repeat(1900)}`), allowed: [200] },
  { name: "a long name", wire: get(`/query?${"a".repeat(7000)}=1`), allowed: [200] },
  { name: "many &", wire: get(`/query?${"&".repeat(7000)}`), allowed: [200] },
  { name: "bad escapes", wire: get(`/query?q=${"%".repeat(7000)}`), allowed: [200] },
  { name: "a query of 1 MB", wire: get(`/query?q=${"a".repeat(1_000_000)}`), allowed: [414] },
  { name: "prototypes in a query", wire: get("/model?__proto__[polluted]=1&constructor=1"), allowed: [422] },
  {
    name: "prototypes in fields",
    wire: get("/headers", "__proto__: x\r\nconstructor: y\r\nx-a: 1\r\n"),
    allowed: [200],
  },
  {
    name: "1,000 fields",
    wire: get(
      "/headers",
      many(1000, (i) => `h${i}: 1\r\n`),
    ),
    allowed: [431],
  },
  { name: "a field of 1 MB", wire: get("/headers", `h: ${"a".repeat(1_000_000)}\r\n`), allowed: [431] },
  ...["a=1; ", ";", "=", "__proto__=1; ", 'a="\\'].map((text) => ({
    name: `cookies of ${text}`,
    wire: get("/cookies", `Cookie: ${repeated(text, 8000)}\r\n`),
    allowed: [200],
  })),
  { name: "codings", wire: get("/stats", `Accept-Encoding: ${"gzip;q=0.1,".repeat(700)}\r\n`), allowed: [200] },
  { name: "tags", wire: get("/static/file.txt", `If-None-Match: ${'"a",'.repeat(1900)}\r\n`), allowed: [200] },
  {
    name: "1,000 ranges",
    wire: get("/static/file.txt", `Range: bytes=${many(1000, (i) => `${i * 2}-${i * 2}`, ",")}\r\n`),
    allowed: [200, 416],
  },
  {
    name: "ranges of it all",
    wire: get("/static/file.txt", `Range: bytes=${"0-,".repeat(1900)}0-\r\n`),
    allowed: [200, 416],
  },
  {
    name: "a range without end",
    wire: get("/static/file.txt", `Range: bytes=0-${"9".repeat(30)}\r\n`),
    allowed: [206],
  },
];

const formAttacks: readonly Attack[] = [
  ...(
    [
      ["100,000 fields", "a=1&".repeat(100_000), [400]],
      ["a million names", many(1_000_000, (i) => `k${i}=`, "&"), [400]],
      ["10 MB of &", "&".repeat(10_000_000), [200]],
      ["a name of 1 MB", `${"x".repeat(1_000_000)}=1`, [200]],
      ["bad escapes", `a=${"%".repeat(1_000_000)}`, [200]],
      ["prototypes", "__proto__=1&constructor=2&a=3", [200]],
    ] as const
  ).map(([name, body, allowed]) => ({ name: `urlencoded: ${name}`, wire: post("/form", body, urlencoded), allowed })),
  ...(
    [
      ["100,000 fields", part(named("a"), "1").repeat(100_000), [400]],
      ["10,000 files", part(file("more"), "1").repeat(10_000), [400]],
      ["boundaries only", "--b".repeat(2_000_000), [200, 400]],
      ["half boundaries in a file", part(file(), "\r\n--".repeat(3_000_000)), [200]],
      ["100,000 fields of a part", `--b\r\n${many(100_000, (i) => `h${i}: 1\r\n`)}\r\n\r\nx\r\n`, [200, 400]],
      ["a file name of 1 MB", `--b\r\n${named("one")}; filename="${"a".repeat(1_000_000)}"\r\n\r\nx\r\n`, [200, 400]],
      ["a file name with a path", part(`${named("one")}; filename="../../../etc/passwd"`, "x"), [200]],
      ["a file name with NUL", part(`${named("one")}; filename="a\0b"`, "x"), [200, 400]],
      ["prototypes", part(named("__proto__"), "1") + part(named("constructor"), "1"), [200]],
      [
        "10,000 parameters",
        part(`Content-Disposition: form-data; ${"a=b; ".repeat(10_000)}name="one"`, "1"),
        [400, 422],
      ],
      ["10 MB before the first part", `${"x".repeat(10_000_000)}\r\n${part(file(), "1")}`, [200, 400, 422]],
      ["parts in a part", part(`${file()}\r\nContent-Type: multipart/mixed; boundary=c`, "--c\r\n\r\n--c--"), [200]],
    ] as const
  ).map(([name, body, allowed]) => ({
    name: `multipart: ${name}`,
    wire: post("/upload", `${body}--b--\r\n`, multipart),
    allowed,
  })),
  { name: "multipart: no end", wire: post("/upload", part(file(), "1"), multipart), allowed: [400] },
  {
    name: "multipart: a quote for a boundary",
    wire: post("/upload", "x", 'multipart/form-data; boundary="'),
    allowed: [400],
  },
  { name: "a body over the route's limit", wire: post("/raw", new Uint8Array(200_000)), allowed: [413] },
  {
    name: "a body over the server's limit",
    wire: [
      `POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${multipart}\r\nContent-Length: 99999999999\r\n\r\n`,
    ],
    allowed: [413],
  },
];

const paths: readonly string[] = [
  ...[
    "/path/%00",
    "/path/%2e%2e",
    "/path/..",
    "/path/%c0%ae",
    "/path/%ed%a0%80",
    "//path/a",
    "/path//a",
    "/path/%",
    "/path/%u0041",
  ],
  ...[
    "/number/1%00",
    "/rest/../../etc/passwd",
    "/static/../x",
    "/static/%2e%2e/x",
    "/static/..%2f..%2fetc/passwd",
    "/static/%00",
  ],
  ...[
    "/static/file.txt%00.html",
    "/static/.secret",
    "/static/%2esecret",
    "/static/....//x",
    "/static/\\..\\x",
    "/static/%5c..%5cx",
  ],
  ...[
    "/static/C:/x",
    `/static/${"a".repeat(5000)}`,
    `/static/${"a/".repeat(3000)}`,
    "/docs/../stats",
    "/docs/%2e%2e/package.json",
  ],
  ...[
    "/docs/..%2f..%2fpackage.json",
    "/\\evil.example/",
    "//evil.example/",
    "//evil.example/stats/",
    "/%2fevil.example/",
  ],
];

const methods = ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "CONNECT", "__proto__", "constructor"];
const values = ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\0b", "é😀", "a;b=c", "//evil.example"];

/** Everything that is tried, in order. */
export function attacks(): Attack[] {
  const answers = [200, 206, 307, 400, 404, 405, 422, 501];
  return [
    ...jsonAttacks(),
    ...formatAttacks(),
    ...headAttacks,
    ...formAttacks,
    ...paths.map((path) => ({ name: `path ${path.slice(0, 60)}`, wire: get(path), allowed: answers })),
    ...methods.flatMap((method) =>
      [
        "/any",
        "/query",
        "/static/file.txt",
        "/path/a",
        "/docs",
        "/openapi.json",
        "/nope",
        ...(method === "HEAD" ? ["/sse", "/fails/lines"] : []),
      ].map((path) => ({
        name: `${method} ${path}`,
        wire: get(path, "X-Secret: hunter2\r\n", method),
        allowed: answers,
      })),
    ),
    ...["header", "cookie", "cookie-path", "location", "type", "response"].flatMap((place) =>
      values.map((value) => ({
        name: `${JSON.stringify(value)} in a ${place}`,
        wire: get(`/inject/${place}?v=${encodeURIComponent(value)}`),
        allowed: [200, 307, 500],
      })),
    ),
    ...[
      "object",
      "list",
      "record",
      "union",
      "intersection",
      "nullable",
      "tuple",
      "discriminated",
      "lazy",
      "status",
      "lines",
    ].map((kind) => ({
      name: `what the response model of a ${kind} lacks`,
      wire: get(`/leak/${kind}`),
      allowed: [200, 202],
    })),
    ...["error", "object-error", "bad-response", "circular"].map((kind) => ({
      name: `what an error tells: ${kind}`,
      wire: get(`/leak/${kind}`),
      allowed: [500],
    })),
    ...["stream", "lines", "item", "before"].map((kind) => ({
      name: `a handler that fails late: ${kind}`,
      wire: get(`/fails/${kind}`),
      allowed: [0, 200, 500],
    })),
    ...["before", "after", "late"].flatMap((when) =>
      ["/query", "/fails/before", "/leak/error", "/nope"].map((path) => ({
        name: `a middleware that throws ${when}, ${path}`,
        wire: get(path, `X-Throw: ${when}\r\n`),
        allowed: [200, 404, 500],
      })),
    ),
  ];
}
