import { App, apiKeyQuery, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = apiKeyQuery({ name: "key" });

const currentUser = dependency({ use: { credentials } }, ({ credentials }) => ({ username: credentials }));

app.get("/users/me", { use: { currentUser } }, function readCurrentUser({ currentUser }) {
  return currentUser;
});
