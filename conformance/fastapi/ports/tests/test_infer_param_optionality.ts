import { App, Router } from "flotilla";
import { z } from "zod";

const users = new Router();

users.get("/", function getUsers() {
  return [{ user_id: "u1" }, { user_id: "u2" }];
});

users.get("/{user_id}", function getUser({ path }) {
  return { user_id: path.user_id };
});

const allItems = new Router();

allItems.get("/", { query: { user_id: z.string().nullish() } }, function getItems({ query }) {
  return typeof query.user_id === "string"
    ? [{ item_id: "i2", user_id: query.user_id }]
    : [
        { item_id: "i1", user_id: "u1" },
        { item_id: "i2", user_id: "u2" },
      ];
});

allItems.get("/{item_id}", { query: { user_id: z.string().nullish() } }, function getItem({ path, query }) {
  return { item_id: path.item_id, ...(query.user_id && { user_id: query.user_id }) };
});

// A parameter is the query's or the path's: the same items below a user are other routes.
const userItems = new Router({ path: { user_id: z.string() } });

userItems.get("/", { name: "getItems" }, ({ path }) => [{ item_id: "i2", user_id: path.user_id }]);

userItems.get("/{item_id}", { name: "getItem" }, ({ path }) => ({ item_id: path.item_id, user_id: path.user_id }));

export const app = new App({ title: "FastAPI" });
app.include(users, { prefix: "/users" });
app.include(allItems, { prefix: "/items" });
app.include(userItems, { prefix: "/users/{user_id}/items" });
