import { HTTPError, Router } from "flotilla";
import { currentUser, tokens } from "../auth.ts";
import { UserInCreate, UserInLogin, UserInResponse, UserInUpdate } from "../models.ts";
import { hashPassword, isPassword, type Store, store, type User } from "../store.ts";

export const authentication = new Router({ prefix: "/users", tags: ["authentication"], use: { store, tokens } });

const nobody = hashPassword("nobody's");

authentication.post(
  "/login",
  { name: "auth:login", body: { user: UserInLogin }, response: UserInResponse },
  async ({ body, store, tokens }) => {
    const user = store.userByEmail(body.user.email);
    const isRight = await isPassword(body.user.password, user?.password ?? (await nobody));
    if (user === undefined || !isRight) throw new HTTPError(400, "incorrect email or password");
    return ownView(user, await tokens.make(user));
  },
);

authentication.post(
  "",
  { name: "auth:register", body: { user: UserInCreate }, response: UserInResponse, status: 201 },
  async ({ body, store, tokens }) => {
    const password = await hashPassword(body.user.password);
    checkFree(store, body.user);
    const user = store.addUser({ ...body.user, password });
    return ownView(user, await tokens.make(user));
  },
);

export const users = new Router({ prefix: "/user", tags: ["users"], use: { store, tokens, user: currentUser } });

users.get("", { name: "users:get-current-user", response: UserInResponse }, async ({ user, tokens }) =>
  ownView(user, await tokens.make(user)),
);

users.put(
  "",
  { name: "users:update-current-user", body: { user: UserInUpdate }, response: UserInResponse },
  async ({ body, store, tokens, user }) => {
    const wanted = body.user;
    const password = wanted.password ? await hashPassword(wanted.password) : user.password;
    checkFree(store, wanted, user);
    user.username = wanted.username || user.username;
    user.email = wanted.email || user.email;
    user.bio = wanted.bio || user.bio;
    user.image = wanted.image || user.image;
    user.password = password;
    return ownView(user, await tokens.make(user));
  },
);

const ownView = (user: User, token: string) => ({ user: { ...user, token } });

/** To be called when nothing is awaited any more before the name is taken. */
function checkFree(
  store: Store,
  { username, email }: { username?: string | null; email?: string | null },
  owner?: User,
): void {
  const named = username ? store.userByName(username) : undefined;
  if (named !== undefined && named !== owner) throw new HTTPError(400, "user with this username already exists");
  const mailed = email ? store.userByEmail(email) : undefined;
  if (mailed !== undefined && mailed !== owner) throw new HTTPError(400, "user with this email already exists");
}
