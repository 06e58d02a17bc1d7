import { App, redirect } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/fastapi", { status: 307 }, function redirectFastapi() {
  return redirect("https://fastapi.tiangolo.com");
});
