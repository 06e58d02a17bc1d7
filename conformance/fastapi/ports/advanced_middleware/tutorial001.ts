import { App, httpsRedirect } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.middleware(httpsRedirect());

app.get("/", function main() {
  return { message: "Hello World" };
});
