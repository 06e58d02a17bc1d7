import { App } from "flotilla";
import { getQueryToken, getTokenHeader } from "./app/dependencies.ts";
import { router as admin } from "./app/internal/admin.ts";
import { router as items } from "./app/routers/items.ts";
import { router as users } from "./app/routers/users.ts";

export const app = new App({ title: "FastAPI", use: [getQueryToken] });

app.include(users);
app.include(items);
app.include(admin, {
  prefix: "/admin",
  tags: ["admin"],
  use: [getTokenHeader],
  responses: { 418: { description: "I'm a teapot" } },
});

app.get("/", function root() {
  return { message: "Hello Bigger Applications!" };
});
