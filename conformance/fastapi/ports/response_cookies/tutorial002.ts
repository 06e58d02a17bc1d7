import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.post("/cookie-and-object/", function createCookie(_, { reply }) {
  reply.cookie("fakesession", "fake-cookie-session-value");
  return { message: "Come to the dark side, we have cookies" };
});
