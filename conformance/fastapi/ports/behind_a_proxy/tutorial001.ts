import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/app", function readMain(_, { rootPath }) {
  return { message: "Hello World", root_path: rootPath };
});
