import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/files/{file_path...}", function readFile({ path }) {
  return path;
});
