import { App, status } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/headers/", function getHeaders() {
  const headers = { "X-Cat-Dog": "alone in the world", "Content-Language": "en-US" };
  return status(200, { message: "Hello World" }, headers);
});
