import { App, text } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", function main() {
  return text(JSON.stringify({ message: "Hello World" }, null, 2), { headers: { "content-type": "application/json" } });
});
