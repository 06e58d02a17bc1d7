import { App, dependency, HTTPError, oauth2PasswordBearer, oauth2PasswordForm } from "flotilla";
import { z } from "zod";
import { signed, verified } from "./shared/jwt.ts";
import { authenticated, hashOf, type StoredUser } from "./shared/users.ts";

const accessTokenMinutes = 30;

const users = new Map<string, StoredUser>([
  [
    "johndoe",
    {
      username: "johndoe",
      full_name: "John Doe",
      email: "johndoe@example.com",
      hashed_password: await hashOf("secret"),
      disabled: false,
    },
  ],
]);

const Token = z.object({ access_token: z.string(), token_type: z.string() }).meta({ id: "Token" });

const User = z
  .object({
    username: z.string(),
    email: z.string().nullable().default(null),
    full_name: z.string().nullable().default(null),
    disabled: z.boolean().nullable().default(null),
  })
  .meta({ id: "User" });

const token = oauth2PasswordBearer({ tokenUrl: "token" });

export const app = new App({ title: "FastAPI" });

const currentUser = dependency({ use: { token } }, async ({ token }) => {
  const name = (await verified(token))?.sub;
  const user = typeof name === "string" ? users.get(name) : undefined;
  if (user === undefined) {
    throw new HTTPError(401, "Could not validate credentials", { "www-authenticate": "Bearer" });
  }
  return user;
});

const activeUser = dependency({ use: { currentUser } }, ({ currentUser }) => {
  if (currentUser.disabled) throw new HTTPError(400, "Inactive user");
  return currentUser;
});

app.post(
  "/token",
  { use: { credentials: oauth2PasswordForm }, response: Token },
  async function loginForAccessToken({ credentials }) {
    const user = await authenticated(users, credentials.username, credentials.password);
    if (user === undefined) {
      throw new HTTPError(401, "Incorrect username or password", { "www-authenticate": "Bearer" });
    }
    return { access_token: await signed({ sub: user.username }, accessTokenMinutes), token_type: "bearer" };
  },
);

app.get("/users/me/", { use: { activeUser }, response: User }, function readUsersMe({ activeUser }) {
  return activeUser;
});

app.get("/users/me/items/", { use: { activeUser } }, function readOwnItems({ activeUser }) {
  return [{ item_id: "Foo", owner: activeUser.username }];
});
