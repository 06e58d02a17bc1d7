import { App, dependency, openIdConnect } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = openIdConnect({ url: "/openid", optional: true });

const currentUser = dependency({ use: { credentials } }, ({ credentials }) =>
  credentials === null ? null : { username: credentials },
);

app.get("/users/me", { use: { currentUser } }, function readCurrentUser({ currentUser }) {
  return currentUser ?? { msg: "Create an account first" };
});
