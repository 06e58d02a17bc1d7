import { App, oauth2AuthorizationCode } from "flotilla";

export const app = new App({ title: "FastAPI" });

const token = oauth2AuthorizationCode({
  authorizationUrl: "authorize",
  tokenUrl: "token",
  description: "OAuth2 Code Bearer",
});

app.get("/items/", { use: { token } }, function readItems({ token }) {
  return { token };
});
