import { App } from "flotilla";

export const app = new App({
  title: "FastAPI",
  servers: [
    { url: "https://stag.example.com", description: "Staging environment" },
    { url: "https://prod.example.com", description: "Production environment" },
  ],
  rootPath: "/api/v1",
});

app.get("/app", function readMain(_, { rootPath }) {
  return { message: "Hello World", root_path: rootPath };
});
