import { App, dependency, scoped, securityScopes } from "flotilla";

const user = dependency({ use: { asked: securityScopes } }, ({ asked }) => ({ name: "john", scopes: asked.scopes }));
const data = dependency(() => [1, 2, 3]);

export const app = new App({ title: "FastAPI" });

app.get("/user", { use: { user: scoped(user, ["foo", "bar"]), data } }, function readUser({ user, data }) {
  return { user: user.name, scopes: user.scopes, data };
});

const alice = dependency({ use: { asked: securityScopes } }, ({ asked }) => ({ name: "alice", scopes: asked.scopes }));
const otherData = dependency(() => [3, 4, 5]);

export const overrides = { get_user_override: [user, alice], get_data_override: [data, otherData] };
