import { App, redirect } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/teleport", function getTeleport() {
  return redirect("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
});
