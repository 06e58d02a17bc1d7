import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/users", function readUsers() {
  return ["Rick", "Morty"];
});

app.get("/users", function readUsers2() {
  return ["Bean", "Elfo"];
});
