import { App } from "flotilla";

const servers = [
  { url: "https://stag.example.com", description: "Staging environment" },
  { url: "https://prod.example.com", description: "Production environment" },
];

export const app = new App({ title: "FastAPI", servers, rootPath: "/api/v1", rootPathInServers: false });

app.get("/app", function readMain(_, { rootPath }) {
  return { message: "Hello World", root_path: rootPath };
});
