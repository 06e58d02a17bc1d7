import { App, trustedHost } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.middleware(trustedHost({ hosts: ["example.com", "*.example.com"] }));

app.get("/", function main() {
  return { message: "Hello World" };
});
