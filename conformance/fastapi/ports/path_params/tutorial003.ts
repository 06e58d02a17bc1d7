import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/users/me", function readUserMe() {
  return { user_id: "the current user" };
});

app.get("/users/{user_id}", function readUser({ path }) {
  return path;
});
