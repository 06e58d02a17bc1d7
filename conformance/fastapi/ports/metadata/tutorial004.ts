import { App } from "flotilla";

const openapiTags = [
  { name: "users", description: "Operations with users. The **login** logic is also here." },
  {
    name: "items",
    description: "Manage items. So _fancy_ they have their own docs.",
    externalDocs: { description: "Items external docs", url: "https://fastapi.tiangolo.com/" },
  },
];

export const app = new App({ title: "FastAPI", openapiTags });

app.get("/users/", { tags: ["users"] }, function getUsers() {
  return [{ name: "Harry" }, { name: "Ron" }];
});

app.get("/items/", { tags: ["items"] }, function getItems() {
  return [{ name: "wand" }, { name: "flying broom" }];
});
