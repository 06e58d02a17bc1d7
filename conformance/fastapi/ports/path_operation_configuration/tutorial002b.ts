import { App } from "flotilla";

const tags = { items: "items", users: "users" } as const;

export const app = new App({ title: "FastAPI" });

app.get("/items/", { tags: [tags.items] }, function getItems() {
  return ["Portal gun", "Plumbus"];
});

app.get("/users/", { tags: [tags.users] }, function readUsers() {
  return ["Rick", "Morty"];
});
