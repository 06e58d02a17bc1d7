import { apiKeyHeader, dependency, HTTPError, resource } from "flotilla";
import { jwtVerify, SignJWT } from "jose";
import { config } from "./settings.ts";
import { store, type User } from "./store.ts";

/** Makes tokens and says whose they are. */
export const tokens = resource({ use: { config } }, ({ config }) => {
  const secret = new TextEncoder().encode(config.secret_key);
  return {
    make: (user: { readonly username: string }): Promise<string> =>
      new SignJWT({ username: user.username })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject("access")
        .setExpirationTime("7d")
        .sign(secret),
    username: async (token: string): Promise<string | undefined> => {
      const verified = await jwtVerify(token, secret, { algorithms: ["HS256"] }).catch(() => undefined);
      return verified === undefined ? undefined : String(verified.payload.username);
    },
  };
});

const authorization = apiKeyHeader({ name: "Authorization", optional: true });

/** Who asks, or null: `Authorization: Token JWT`. */
export const maybeUser = dependency(
  { use: { authorization, config, store, tokens } },
  async ({ authorization, config, store, tokens }): Promise<User | null> => {
    if (authorization === null) return null;
    const [prefix, token, ...more] = authorization.split(" ");
    if (prefix !== config.jwt_token_prefix || token === undefined || more.length > 0) {
      throw new HTTPError(403, "unsupported authorization type");
    }
    const username = await tokens.username(token);
    const user = username === undefined ? undefined : store.userByName(username);
    if (user === undefined) throw new HTTPError(403, "could not validate credentials");
    return user;
  },
);

export const currentUser = dependency({ use: { user: maybeUser } }, ({ user }) => {
  if (user === null) throw new HTTPError(403, "authentication required");
  return user;
});
