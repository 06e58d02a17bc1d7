import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.post("/cookie/", function createCookie() {
  const headers = { "set-cookie": "fakesession=fake-cookie-session-value; Path=/; SameSite=lax" };
  return Response.json({ message: "Come to the dark side, we have cookies" }, { headers });
});
