import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { tags: ["items"] }, function readItems() {
  return [{ name: "Foo", price: 42 }];
});

app.get("/users/", { tags: ["users"] }, function readUsers() {
  return [{ username: "johndoe" }];
});

app.get("/elements/", { tags: ["items"], deprecated: true }, function readElements() {
  return [{ item_id: "Foo" }];
});
