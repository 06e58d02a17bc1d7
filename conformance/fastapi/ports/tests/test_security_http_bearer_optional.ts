import { App, httpBearer } from "flotilla";

export const app = new App({ title: "FastAPI" });

const credentials = httpBearer({ optional: true });

app.get("/users/me", { use: { credentials } }, function readCurrentUser({ credentials }) {
  return credentials ?? { msg: "Create an account first" };
});
