import { App, dependency, oauth2AuthorizationCode, Router, scoped } from "flotilla";

const scheme = oauth2AuthorizationCode({
  authorizationUrl: "authorize",
  tokenUrl: "token",
  scopes: { read: "Read access", write: "Write access" },
});

const token = dependency({ use: { token: scheme } }, ({ token }) => token);

export const app = new App({ title: "FastAPI", use: [token] });

app.get("/", function root() {
  return { message: "Hello World" };
});

app.get("/with-oauth2-scheme", { use: [scoped(scheme, ["read", "write"])] }, function readWithOauth2Scheme() {
  return { message: "Admin Access" };
});

app.get("/with-get-token", { use: [scoped(token, ["read", "write"])] }, function readWithGetToken() {
  return { message: "Admin Access" };
});

const router = new Router({ use: [scoped(scheme, ["read"])] });

router.get("/items/", { use: { token: scheme } }, function readItems({ token }) {
  return { token };
});

router.post("/items/", { use: { token: scoped(scheme, ["read", "write"]) } }, function createItem({ token }) {
  return { token };
});

app.include(router);
