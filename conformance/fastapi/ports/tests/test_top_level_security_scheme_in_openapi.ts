import { App, httpBearer } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", { use: [httpBearer()] }, function getRoot() {
  return { message: "Hello, World!" };
});
