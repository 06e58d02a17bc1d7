import { App, httpBasic } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpBasic({ realm: "simple", description: "HTTPBasic scheme" });

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return credentials;
});
