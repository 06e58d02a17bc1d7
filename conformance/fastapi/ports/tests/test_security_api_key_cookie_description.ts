import { App, apiKeyCookie, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = apiKeyCookie({ name: "key", description: "An API Cookie Key" });

const currentUser = dependency({ use: { credentials } }, ({ credentials }) => ({ username: credentials }));

app.get("/users/me", { use: { currentUser } }, function readCurrentUser({ currentUser }) {
  return currentUser;
});
