import { App, oauth2AuthorizationCode } from "flotilla";

export const app = new App({ title: "FastAPI" });

const token = oauth2AuthorizationCode({ authorizationUrl: "authorize", tokenUrl: "token" });

app.get("/items/", { use: { token } }, function readItems({ token }) {
  return { token };
});
