import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

const tags = { items: "items", users: "users" };

app.get("/items/", { tags: [tags.items] }, function getItems() {
  return ["Portal gun", "Plumbus"];
});

app.get("/users/", { tags: [tags.users] }, function readUsers() {
  return ["Rick", "Morty"];
});
