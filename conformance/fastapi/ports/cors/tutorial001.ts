import { App, cors } from "flotilla";

export const app = new App({ title: "FastAPI" });

const origins = [
  "http://localhost.tiangolo.com",
  "https://localhost.tiangolo.com",
  "http://localhost",
  "http://localhost:8080",
];

app.middleware(cors({ origins, credentials: true, methods: ["*"], headers: ["*"] }));

app.get("/", function main() {
  return { message: "Hello World" };
});
