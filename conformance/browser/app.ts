import { z } from "zod";
import { asDependency, type Dependency, DependencyDefinition, dependency } from "../../src/app/dependency.ts";
import { App, HTTPError } from "../../src/index.ts";

/** A token as the docs page must send it, or null. */
function bearerOf(header: string | undefined): string | null {
  return /^Bearer (.+)$/.exec(header ?? "")?.[1] ?? null;
}

function bearerScheme(name: string, scheme: { readonly [key: string]: unknown }): Dependency<string> {
  const definition = new DependencyDefinition("request", { security: { name, scheme } }, (_, context) => {
    const token = bearerOf(context.header("authorization"));
    if (token === null) throw new HTTPError(401, "Not authenticated", { "www-authenticate": "Bearer" });
    return token;
  });
  return asDependency(definition) as Dependency<string>;
}

const Item = z
  .object({ name: z.string().min(1), price: z.number().positive(), tags: z.array(z.string()).default([]) })
  .meta({ id: "Item", description: "What is sold" });

/**
 * The app whose docs pages are looked at. Its pages forbid what a strict site forbids: scripts in the page, and anything from
 * elsewhere.
 */
export function browserApp(): App {
  const app = new App({
    title: "Shop </script><b>",
    version: "1.0.0",
    description: "An API to *try out*.",
    swaggerUi: { displayRequestDuration: true },
    swaggerUiOauth: { clientId: "docs", usePkceWithAuthorizationCodeGrant: true },
  });
  app.middleware(async (context, next) => {
    await next();
    context.reply.headers.set(
      "content-security-policy",
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; worker-src blob:; font-src 'self' data:",
    );
  });
  app.get(
    "/items/{item_id}",
    { path: { item_id: z.int() }, query: { q: z.string().optional() }, tags: ["items"] },
    function readItem({ path, query }) {
      return { item_id: path.item_id, q: query.q ?? null, made: "by Flotilla" };
    },
  );
  app.post("/items", { body: Item, response: Item, status: 201, tags: ["items"] }, function addItem({ body }) {
    return body;
  });
  app.post("/token", { form: { username: z.string(), password: z.string() } }, function login({ form }) {
    if (form.password !== "secret") throw new HTTPError(400, "Incorrect username or password");
    return { access_token: `token-of-${form.username}`, token_type: "bearer" };
  });
  const oauth2 = bearerScheme("OAuth2PasswordBearer", {
    type: "oauth2",
    flows: { password: { scopes: { me: "Who am I" }, tokenUrl: "token" } },
  });
  const user = dependency({ use: { token: oauth2 } }, ({ token }) => token);
  app.get("/me", { use: { user }, tags: ["users"] }, function readMe({ user: token }) {
    return { seen: token };
  });
  const bearer = bearerScheme("HTTPBearer", { type: "http", scheme: "bearer" });
  app.get("/bearer", { use: { bearer }, tags: ["users"] }, function readBearer({ bearer: token }) {
    return { bearer: token };
  });
  return app as App;
}
