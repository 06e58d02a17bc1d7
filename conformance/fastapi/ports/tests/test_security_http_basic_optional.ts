import { App, httpBasic } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpBasic({ optional: true });

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return credentials ?? { msg: "Create an account first" };
});
