import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const UserIn = z
  .object({
    username: z.string(),
    password: z.string(),
    email: z.email(),
    full_name: z.string().nullable().default(null),
  })
  .meta({ id: "UserIn" });

// Don't do this in production!
app.post("/user/", { body: UserIn, response: UserIn }, function createUser({ body }) {
  return body;
});
