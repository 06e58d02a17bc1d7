import { App, httpDigest } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpDigest({ description: "HTTPDigest scheme" });

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return credentials;
});
