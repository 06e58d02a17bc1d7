import { apiKeyCookie, dependency, HTTPError, oauth2PasswordBearer, securityScopes } from "flotilla";
import { scopes } from "../models/customer.ts";
import { settings } from "../settings.ts";
import { store } from "../store/store.ts";
import { verified } from "./tokens.ts";

const token = oauth2PasswordBearer({ tokenUrl: "auth/token", scopes });

/** Whoever the token belongs to, if it has the scopes that the route asks for (`scoped`). */
export const currentUser = dependency(
  { use: { asked: securityScopes, token, settings, store } },
  async function currentUser({ asked, token, settings, store }) {
    const challenge = asked.scopes.length > 0 ? `Bearer scope="${asked.text}"` : "Bearer";
    const claims = await verified(token, settings.secret);
    const user = claims === undefined ? undefined : store.customers.rows.get(claims.sub)?.value;
    if (claims === undefined || user === undefined) {
      throw new HTTPError(401, "The token is not valid", { "www-authenticate": challenge });
    }
    const missing = asked.scopes.filter((scope) => !claims.scopes.includes(scope));
    if (missing.length > 0) {
      throw new HTTPError(403, `The token lacks the scope ${missing.join(", ")}`, { "www-authenticate": challenge });
    }
    return { ...user, granted: claims.scopes };
  },
);

export const sessionCookie = "shop_session";
const session = apiKeyCookie({ name: sessionCookie });

/** The session of a browser, and whose it is. */
export const signedIn = dependency({ use: { session, store } }, function signedIn({ session, store }) {
  const found = store.sessions.rows.get(session)?.value;
  const user = found === undefined ? undefined : store.customers.rows.get(found.customer_id)?.value;
  if (found === undefined || user === undefined || found.until < Date.now()) {
    throw new HTTPError(401, "The session has ended: sign in again");
  }
  return { id: session, user };
});
