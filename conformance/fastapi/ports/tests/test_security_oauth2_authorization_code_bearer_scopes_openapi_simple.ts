import { App, dependency, oauth2AuthorizationCode, scoped } from "flotilla";

const oauth2 = oauth2AuthorizationCode({
  authorizationUrl: "api/oauth/authorize",
  tokenUrl: "/api/oauth/token",
  scopes: { read: "Read access", write: "Write access" },
});

const getToken = dependency({ use: { token: oauth2 } }, ({ token }) => token);

export const app = new App({ title: "FastAPI", use: [getToken] });

app.get("/admin", { use: [scoped(getToken, ["read", "write"])] }, function readAdmin() {
  return { message: "Admin Access" };
});
