import { App, dependency, HTTPError, oauth2PasswordBearer, scoped, securityScopes } from "flotilla";

const token = oauth2PasswordBearer({ tokenUrl: "token" });

const processAuth = dependency({ use: { token, asked: securityScopes } }, ({ token, asked }) => {
  if (!asked.scopes.includes("a") || !asked.scopes.includes("b")) throw new HTTPError(401, "a or b not in scopes");
  return { token, scopes: asked.scopes };
});

export const app = new App({ title: "FastAPI" });

app.get(
  "/get-credentials",
  { use: { credentials: scoped(processAuth, ["a", "b"]) } },
  function getCredentials({ credentials }) {
    return credentials;
  },
);

app.get("/parameterless-with-scopes", { use: [scoped(processAuth, ["a", "b"])] }, function withScopes() {
  return { status: "ok" };
});

app.get("/parameterless-without-scopes", { use: [processAuth] }, function withoutScopes() {
  return { status: "ok" };
});
