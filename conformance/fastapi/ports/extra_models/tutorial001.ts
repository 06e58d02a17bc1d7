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

const UserOut = z
  .object({ username: z.string(), email: z.email(), full_name: z.string().nullable().default(null) })
  .meta({ id: "UserOut" });

const UserInDb = z.object({
  username: z.string(),
  hashed_password: z.string(),
  email: z.email(),
  full_name: z.string().nullable().default(null),
});

function fakePasswordHasher(password: string): string {
  return `supersecret${password}`;
}

function fakeSaveUser({ password, ...user }: z.output<typeof UserIn>): z.output<typeof UserInDb> {
  return { ...user, hashed_password: fakePasswordHasher(password) };
}

app.post("/user/", { body: UserIn, response: UserOut }, function createUser({ body }) {
  return fakeSaveUser(body);
});
