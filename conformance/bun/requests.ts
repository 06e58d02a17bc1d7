/** One request of the table; sent in order, since some see what others have left. */
export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /** What comes after the answer before is waited for. */
  readonly afterwards?: true;
}

const json = (value: unknown, type = "application/json"): Pick<Asked, "method" | "headers" | "body"> => ({
  method: "POST",
  headers: { "content-type": type },
  body: typeof value === "string" ? value : JSON.stringify(value),
});

const urlencoded = (body: string): Pick<Asked, "method" | "headers" | "body"> => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body,
});

const multipart = (...parts: readonly [head: string, body: string][]): Pick<Asked, "method" | "headers" | "body"> => ({
  method: "POST",
  headers: { "content-type": "multipart/form-data; boundary=limit" },
  body: `${parts.map(([head, body]) => `--limit\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`).join("")}--limit--\r\n`,
});

const item = { name: "anvil", price: 2.5 };

/** Every part of the framework, well used and badly. */
export const requests: readonly Asked[] = [
  { path: "/hello" },
  { path: "/hello", method: "HEAD" },
  { path: "/hello", method: "POST" },
  { path: "/hello", method: "OPTIONS" },
  { path: "/hello/" },
  { path: "/hello/?a=1&b=%20" },
  { path: "/dir" },
  { path: "/none" },
  { path: "/items/7" },
  { path: "/items/seven" },
  { path: "/items/%zz" },
  { path: "/named/a%2Fb%20c" },
  { path: "/named/%C3%A9" },
  { path: "/named/a;b=c" },
  { path: "/named/%ff" },
  { path: "/files/a/b%2Fc/d.txt" },
  { path: "/files/" },
  { path: "/query" },
  { path: "/query?q=a+b%26c&n=4&tag=x&tag=y&on=yes&at=2026-01-02T03:04:05Z" },
  { path: "/query?n=four&on=maybe&at=never" },
  { path: "/query?q=%ff&n=1_0" },
  { path: "/query?__proto__=1&constructor=2&q=ok" },
  { path: "/headers", headers: { "x-token": "t", cookie: "theme=dark; other=1" } },
  { path: "/headers" },
  { path: "/items", ...json({ ...item, tags: ["a"], due: "2026-01-02T03:04:05Z", size: "big", extra: 1 }) },
  { path: "/items", ...json({ name: "", price: -1, size: 1.5 }) },
  { path: "/items", ...json('{"name":') },
  { path: "/items", ...json("") },
  { path: "/items", ...json(item, "text/plain") },
  { path: "/items", ...json(item, "application/merge-patch+json") },
  { path: "/items", ...json('{"name":"a","price":1,"__proto__":{"admin":true}}') },
  { path: "/pair", ...json({ item, importance: 3 }) },
  { path: "/pair", ...json({ item: {}, importance: "x" }) },
  { path: "/shapes", ...json({ kind: "circle", radius: 1 }) },
  { path: "/shapes", ...json({ kind: "hexagon" }) },
  { path: "/text", ...json("grüße", "text/plain") },
  { path: "/raw", method: "POST", body: new Uint8Array([1, 2, 255, 0]) },
  { path: "/raw", method: "POST", body: new Uint8Array(2000) },
  { path: "/request", ...json("read by hand", "text/plain") },
  { path: "/form", ...urlencoded("name=a+b&age=30&hobby=x&hobby=y") },
  { path: "/form", ...urlencoded("name=&age=old") },
  { path: "/form", ...multipart(['name="name"', "é"], ['name="age"', "7"]) },
  {
    path: "/upload",
    ...multipart(['name="one"; filename="a.txt"', "hello"], ['name="more"; filename="b"', ""], ['name="note"', "n"]),
  },
  {
    path: "/upload",
    ...multipart(['name="one"; filename="big"', "x".repeat(200_000)], ['name="more"; filename="b"', "y"]),
  },
  { path: "/upload", ...multipart(['name="one"', "no file"]) },
  {
    path: "/upload",
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=limit" },
    body: "--limit\r\nbroken",
  },
  { path: "/upload", method: "POST", headers: { "content-type": "multipart/form-data" }, body: "x" },
  { path: "/lines" },
  { path: "/events" },
  { path: "/events", headers: { "last-event-id": "2" } },
  { path: "/stream" },
  { path: "/stream", method: "HEAD" },
  { path: "/page" },
  { path: "/nothing" },
  { path: "/null" },
  { path: "/rich" },
  { path: "/long" },
  { path: "/long", headers: { "accept-encoding": "gzip" } },
  { path: "/response" },
  { path: "/moved" },
  { path: "/elsewhere" },
  { path: "/broken" },
  { path: "/nan" },
  { path: "/teapot" },
  { path: "/sold-out" },
  { path: "/bad-response" },
  { path: "/slow" },
  { path: "/traced" },
  { path: "/traced/failing", afterwards: true },
  { path: "/log", afterwards: true },
  { path: "/basic" },
  { path: "/basic", headers: { authorization: `Basic ${btoa("ann:secret")}` } },
  { path: "/basic", headers: { authorization: "Basic !!!" } },
  { path: "/cookies" },
  { path: "/session" },
  { path: "/session", ...urlencoded("user=ann") },
  { path: "/session", headers: { cookie: "session=session-0" } },
  { path: "/session", method: "DELETE", headers: { cookie: "session=session-0" } },
  { path: "/session", headers: { cookie: "session=session-0" } },
  { path: "/count" },
  { path: "/count", afterwards: true },
  { path: "/where?x=1" },
  { path: "/inner/hello" },
  { path: "/inner/openapi.json" },
  { path: "/foreign/a/b?c" },
  { path: "/hello", headers: { origin: "https://page.example" } },
  { path: "/broken", headers: { origin: "https://page.example" } },
  {
    path: "/items",
    method: "OPTIONS",
    headers: { origin: "https://page.example", "access-control-request-method": "POST" },
  },
  {
    path: "/items",
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  },
  { path: "/openapi.json" },
  { path: "/openapi.json", headers: { "accept-encoding": "gzip" } },
  { path: "/docs" },
];
