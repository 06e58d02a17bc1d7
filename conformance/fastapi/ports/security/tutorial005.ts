import { App, dependency, HTTPError, oauth2PasswordBearer, oauth2PasswordForm, scoped, securityScopes } from "flotilla";
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
  [
    "alice",
    {
      username: "alice",
      full_name: "Alice Chains",
      email: "alicechains@example.com",
      hashed_password: await hashOf("secretalice"),
      disabled: true,
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

const token = oauth2PasswordBearer({
  tokenUrl: "token",
  scopes: { me: "Read information about the current user.", items: "Read items." },
});

export const app = new App({ title: "FastAPI" });

const currentUser = dependency({ use: { asked: securityScopes, token } }, async ({ asked, token }) => {
  const headers = { "www-authenticate": asked.scopes.length > 0 ? `Bearer scope="${asked.text}"` : "Bearer" };
  const claims = await verified(token);
  const user = typeof claims?.sub === "string" ? users.get(claims.sub) : undefined;
  if (user === undefined) throw new HTTPError(401, "Could not validate credentials", headers);
  const given = typeof claims?.scope === "string" ? claims.scope.split(" ") : [];
  if (!asked.scopes.every((scope) => given.includes(scope))) {
    throw new HTTPError(401, "Not enough permissions", headers);
  }
  return user;
});

const activeUser = dependency({ use: { currentUser: scoped(currentUser, ["me"]) } }, ({ currentUser }) => {
  if (currentUser.disabled) throw new HTTPError(400, "Inactive user");
  return currentUser;
});

app.post(
  "/token",
  { use: { credentials: oauth2PasswordForm }, response: Token },
  async function loginForAccessToken({ credentials }) {
    const user = await authenticated(users, credentials.username, credentials.password);
    if (user === undefined) throw new HTTPError(400, "Incorrect username or password");
    const claims = { sub: user.username, scope: credentials.scopes.join(" ") };
    return { access_token: await signed(claims, accessTokenMinutes), token_type: "bearer" };
  },
);

app.get("/users/me/", { use: { activeUser }, response: User }, function readUsersMe({ activeUser }) {
  return activeUser;
});

app.get(
  "/users/me/items/",
  { use: { activeUser: scoped(activeUser, ["items"]) } },
  function readOwnItems({ activeUser }) {
    return [{ item_id: "Foo", owner: activeUser.username }];
  },
);

app.get("/status/", { use: { currentUser } }, function readSystemStatus() {
  return { status: "ok" };
});
