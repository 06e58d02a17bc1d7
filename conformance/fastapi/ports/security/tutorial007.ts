import { App, constantTimeEqual, dependency, HTTPError, httpBasic } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpBasic();

const username = dependency({ use: { credentials } }, ({ credentials }) => {
  const isRightName = constantTimeEqual(credentials.username, "stanleyjobson");
  const isRightPassword = constantTimeEqual(credentials.password, "swordfish");
  if (!(isRightName && isRightPassword)) {
    throw new HTTPError(401, "Incorrect username or password", { "www-authenticate": "Basic" });
  }
  return credentials.username;
});

app.get("/users/me", { use: { username } }, function readCurrentUser({ username }) {
  return { username };
});
