import { App } from "flotilla";

export const app = new App({ title: "FastAPI", swaggerUi: { syntaxHighlight: false } });

app.get("/users/{username}", function readUser({ path }) {
  return { message: `Hello ${path.username}` };
});
