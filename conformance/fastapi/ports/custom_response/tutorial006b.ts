import { App, redirect } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/fastapi", { status: 307, responses: { 307: { content: {} } } }, function redirectFastapi() {
  return redirect("https://fastapi.tiangolo.com");
});
