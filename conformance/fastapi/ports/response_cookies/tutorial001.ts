import { App, status } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.post("/cookie/", function createCookie() {
  const content = { message: "Come to the dark side, we have cookies" };
  return status(200, content, { "set-cookie": "fakesession=fake-cookie-session-value; Path=/; SameSite=lax" });
});
