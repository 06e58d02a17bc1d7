import { App } from "flotilla";

export const app = new App({
  title: "FastAPI",
  rootPath: "/api/v1",
});

app.get("/app", function readMain(_, { rootPath }) {
  return { message: "Hello World", root_path: rootPath };
});
