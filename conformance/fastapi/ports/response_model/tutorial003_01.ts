import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const BaseUser = z
  .object({ username: z.string(), email: z.email(), full_name: z.string().nullable().default(null) })
  .meta({ id: "BaseUser" });

const UserIn = BaseUser.extend({ password: z.string() }).meta({ id: "UserIn" });

app.post("/user/", { body: UserIn, response: BaseUser }, function createUser({ body }) {
  return body;
});
