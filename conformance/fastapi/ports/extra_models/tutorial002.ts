import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const UserBase = z.object({
  username: z.string(),
  email: z.email(),
  full_name: z.string().nullable().default(null),
});

const UserIn = UserBase.extend({ password: z.string() }).meta({ id: "UserIn" });

const UserOut = UserBase.meta({ id: "UserOut" });

const UserInDb = UserBase.extend({ hashed_password: z.string() });

function fakePasswordHasher(password: string): string {
  return `supersecret${password}`;
}

function fakeSaveUser({ password, ...user }: z.output<typeof UserIn>): z.output<typeof UserInDb> {
  return { ...user, hashed_password: fakePasswordHasher(password) };
}

app.post("/user/", { body: UserIn, response: UserOut }, function createUser({ body }) {
  return fakeSaveUser(body);
});
