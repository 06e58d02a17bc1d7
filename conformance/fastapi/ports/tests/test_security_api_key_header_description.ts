import { App, apiKeyHeader, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = apiKeyHeader({ name: "key", description: "An API Key Header" });

const currentUser = dependency({ use: { credentials } }, ({ credentials }) => ({ username: credentials }));

app.get("/users/me", { use: { currentUser } }, function readCurrentUser({ currentUser }) {
  return currentUser;
});
