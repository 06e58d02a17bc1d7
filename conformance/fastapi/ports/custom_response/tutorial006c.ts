import { App, redirect } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/pydantic", { status: 302 }, function redirectPydantic() {
  return redirect("https://docs.pydantic.dev/", { status: 302 });
});
