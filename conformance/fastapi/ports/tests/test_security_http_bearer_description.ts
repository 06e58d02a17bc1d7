import { App, httpBearer } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpBearer({ description: "HTTP Bearer token scheme" });

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return credentials;
});
