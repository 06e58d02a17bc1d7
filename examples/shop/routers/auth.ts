import { HTTPError, oauth2PasswordForm, Router } from "flotilla";
import { Problem } from "../models/common.ts";
import { Customer, Login, PasswordChange, type Scope, Token } from "../models/customer.ts";
import { conflict, signedIn } from "../responses.ts";
import { currentUser, signedIn as session, sessionCookie } from "../security/current-user.ts";
import { isPassword, passwordHash } from "../security/passwords.ts";
import { signed } from "../security/tokens.ts";
import { settings } from "../settings.ts";
import type { StoredCustomer } from "../store/rows.ts";
import { type UnitOfWork, work } from "../store/unit-of-work.ts";

const tokenSeconds = 3600;
const sessionSeconds = 7 * 24 * 3600;

export const auth = new Router({ prefix: "/auth", tags: ["auth"] });

const wrong = { 401: { schema: Problem, description: "Wrong name or password" } } as const;

async function customerBy(work: UnitOfWork, username: string, password: string): Promise<StoredCustomer> {
  const customer = work.customers.all().find((one) => one.username === username);
  if (customer === undefined || !(await isPassword(password, customer.password_hash))) {
    throw new HTTPError(401, "Wrong name or password", { "www-authenticate": "Bearer" });
  }
  return customer;
}

auth.post(
  "/token",
  {
    summary: "Get a token",
    description:
      "OAuth2's password flow. Scopes that the customer does not have are left out; without any named, all are given.",
    use: { login: oauth2PasswordForm, work, settings },
    response: Token,
    responses: wrong,
  },
  async function getToken({ login, work, settings }) {
    const customer = await customerBy(work, login.username, login.password);
    const asked = login.scopes.length === 0 ? customer.scopes : login.scopes;
    const scopes = customer.scopes.filter((scope: Scope) => asked.includes(scope));
    const claims = { sub: customer.id, scopes, until: Date.now() + tokenSeconds * 1000 };
    return {
      access_token: await signed(claims, settings.secret),
      token_type: "bearer" as const,
      expires_in: tokenSeconds,
      scope: scopes.join(" "),
    };
  },
);

auth.get("/me", { use: { user: currentUser }, response: Customer, responses: signedIn }, function getMe({ user }) {
  return user;
});

auth.put(
  "/password",
  {
    summary: "Change one's password",
    use: { user: currentUser, work, settings },
    body: PasswordChange,
    status: 204,
    responses: {
      ...signedIn,
      403: { schema: Problem, description: "The current password is another" },
      ...conflict,
    },
  },
  async function changePassword({ user, work, settings, body }) {
    const stored = work.customers.need(user.id);
    if (!(await isPassword(body.current, stored.password_hash))) {
      throw new HTTPError(403, "The current password is another");
    }
    const password_hash = await passwordHash(body.next, settings.passwordRounds);
    work.customers.put(user.id, { ...stored, password_hash });
  },
);

auth.post(
  "/session",
  {
    summary: "Sign in with a browser",
    description: `Sets the cookie \`${sessionCookie}\`.`,
    use: { work },
    body: Login,
    status: 201,
    response: Customer,
    responses: wrong,
  },
  async function signIn({ work, body }, { reply }) {
    const customer = await customerBy(work, body.username, body.password);
    const id = crypto.randomUUID();
    work.sessions.put(id, { customer_id: customer.id, until: Date.now() + sessionSeconds * 1000 });
    reply.cookie(sessionCookie, id, { httpOnly: true, sameSite: "strict", maxAge: sessionSeconds });
    return customer;
  },
);

auth.get(
  "/session",
  { summary: "Who has signed in", use: { session }, response: Customer, responses: signedIn },
  function getSession({ session }) {
    return session.user;
  },
);

auth.delete(
  "/session",
  { summary: "Sign out", use: { session, work }, status: 204, responses: { ...signedIn, ...conflict } },
  function signOut({ session, work }, { reply }) {
    work.sessions.delete(session.id);
    reply.deleteCookie(sessionCookie);
  },
);
