import { App, httpBasic } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpBasic();

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return { username: credentials.username, password: credentials.password };
});
