import { App, redirect } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/typer", function redirectTyper() {
  return redirect("https://typer.tiangolo.com");
});
