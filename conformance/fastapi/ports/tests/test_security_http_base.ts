import { App, httpScheme } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpScheme({ scheme: "Other" });

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return credentials;
});
