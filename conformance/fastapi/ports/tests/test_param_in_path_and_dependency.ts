import { App, dependency } from "flotilla";
import { z } from "zod";

const userExists = dependency({ path: { user_id: z.int() } }, () => true);

export const app = new App({ title: "FastAPI" });

app.get("/users/{user_id}", { path: { user_id: z.int() }, use: [userExists] }, function readUsers() {});
