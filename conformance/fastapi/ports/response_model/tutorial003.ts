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

const UserOut = UserIn.omit({ password: true }).meta({ id: "UserOut" });

app.post("/user/", { body: UserIn, response: UserOut }, function createUser({ body }) {
  return body;
});
