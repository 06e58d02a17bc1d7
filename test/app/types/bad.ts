// Uses that must not compile. Checked by test/app/types.test.ts: every line after a mark is an error, and no other.
import {
  App,
  apiKeyHeader,
  compress,
  cors,
  HTTPError,
  httpBasic,
  Router,
  redirect,
  status,
} from "../../../src/index.ts";

const app = new App({});
// @ts-expect-error wrong path key
app.get("/a/{id}", ({ path }) => path.idd);
// @ts-expect-error misspelt option
app.get("/a/{id}", { sumary: "x" }, ({ path }) => path.id);
// @ts-expect-error option of the wrong type
app.get("/a/{id}", { status: "200" }, ({ path }) => path.id);
// @ts-expect-error undeclared place
app.get("/a/{id}", ({ query }) => query);
// @ts-expect-error a template without parameters has no path
app.get("/a", ({ path }) => path);
// @ts-expect-error a parameter is text
app.get("/a/{id}", ({ path }) => path.id.toFixed());
// @ts-expect-error nothing but declared names in a catch-all
app.get("/a/{rest...}", ({ path }) => path["rest..."]);
// @ts-expect-error no handler
app.get("/a");
// @ts-expect-error no handler
app.get("/a", {});
// @ts-expect-error no such context
app.get("/a", (_, { response }) => response);
// @ts-expect-error a status is a number
app.get("/a", (_, { reply }) => void (reply.status = "404"));
// @ts-expect-error no such cookie attribute
app.get("/a", (_, { reply }) => reply.cookie("a", "1", { samesite: "lax" }));
// @ts-expect-error misspelt app option
new App({ tittle: "x" });
// @ts-expect-error misspelt router option
new Router({ prefx: "/x" });
// @ts-expect-error not a router
app.include({});
// @ts-expect-error a parameter of the url is missing
app.get("/a/{id}/{n}", () => 1).url({ id: 1 });
// @ts-expect-error the url has no such parameter
app.get("/a/{id}", () => 1).url({ id: 1, idd: 2 });
// @ts-expect-error the prefix's parameter is missing
new Router({ prefix: "/o/{org}" }).get("/{id}", () => 1).url({ id: 1 });
// @ts-expect-error a status is a number
status("404");
// @ts-expect-error a status is a number
new HTTPError("404");
// @ts-expect-error no such option
redirect("/", 303);
// @ts-expect-error a lifespan is an async generator function
new App({ lifespan: async () => ({}) });
// @ts-expect-error misspelt option of a middleware
cors({ origin: ["*"] });
// @ts-expect-error no such coding
compress({ codings: ["lzma"] });
// @ts-expect-error a scheme without its name
apiKeyHeader({});
// @ts-expect-error misspelt option of a scheme
httpBasic({ relm: "a" });
// @ts-expect-error what is optional may be null
app.get("/k", { use: { k: apiKeyHeader({ name: "k", optional: true }) } }, ({ k }) => k.length);
