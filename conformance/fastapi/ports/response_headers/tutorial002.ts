import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/headers-and-object/", function getHeaders(_, { reply }) {
  reply.headers.set("X-Cat-Dog", "alone in the world");
  return { message: "Hello World" };
});
