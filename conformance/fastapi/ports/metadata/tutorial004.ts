import { App } from "flotilla";

export const app = new App({
  title: "FastAPI",
  openapiTags: [
    { name: "users", description: "Operations with users. The **login** logic is also here." },
    {
      name: "items",
      description: "Manage items. So _fancy_ they have their own docs.",
      externalDocs: { description: "Items external docs", url: "https://fastapi.tiangolo.com/" },
    },
  ],
});

app.get("/users/", { tags: ["users"] }, function getUsers() {
  return [{ name: "Harry" }, { name: "Ron" }];
});

app.get("/items/", { tags: ["items"] }, function getItems() {
  return [{ name: "wand" }, { name: "flying broom" }];
});
