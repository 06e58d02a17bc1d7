import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/headers/", function getHeaders() {
  const headers = { "X-Cat-Dog": "alone in the world", "Content-Language": "en-US" };
  return Response.json({ message: "Hello World" }, { headers });
});
