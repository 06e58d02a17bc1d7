import { App, apiKeyQuery, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = apiKeyQuery({ name: "key", optional: true });

const currentUser = dependency({ use: { credentials } }, ({ credentials }) =>
  credentials === null ? null : { username: credentials },
);

app.get("/users/me", { use: { currentUser } }, function readCurrentUser({ currentUser }) {
  return currentUser ?? { msg: "Create an account first" };
});
