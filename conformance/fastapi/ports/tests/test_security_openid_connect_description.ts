import { App, dependency, openIdConnect } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = openIdConnect({ url: "/openid", description: "OpenIdConnect security scheme" });

const currentUser = dependency({ use: { credentials } }, ({ credentials }) => ({ username: credentials }));

app.get("/users/me", { use: { currentUser } }, function readCurrentUser({ currentUser }) {
  return currentUser;
});
