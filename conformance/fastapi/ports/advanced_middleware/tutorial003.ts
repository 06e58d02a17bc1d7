import { App, compress, text } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.middleware(compress({ minBytes: 1000, levels: { gzip: 5 } }));

app.get("/", function main() {
  return "somebigcontent";
});

// The test's own.
app.get("/large", function large() {
  return text("x".repeat(4000));
});
