import { App, httpScheme } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpScheme({ scheme: "Other", description: "Other Security Scheme" });

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return credentials;
});
