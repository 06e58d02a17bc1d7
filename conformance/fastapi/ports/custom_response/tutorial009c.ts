import { App, text } from "flotilla";

export const app = new App({ title: "FastAPI" });

const indentedJson = (value: unknown) =>
  text(JSON.stringify(value, null, 2), { headers: { "content-type": "application/json" } });

app.get("/", function main() {
  return indentedJson({ message: "Hello World" });
});
