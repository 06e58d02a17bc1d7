import { App, dependency, scoped, securityScopes } from "flotilla";

const security1 = dependency({ use: { asked: securityScopes } }, ({ asked }) => asked.scopes);
const security2 = dependency({ use: { asked: securityScopes } }, ({ asked }) => asked.scopes);

const dep3 = dependency(
  { use: { dep1: scoped(security1, ["scope1"]), dep2: scoped(security2, ["scope2"]) } },
  ({ dep1, dep2 }) => ({ dep1, dep2 }),
);

export const app = new App({ title: "FastAPI" });

app.get("/scopes", { use: { dep3: scoped(dep3, ["scope3"]) } }, function getScopes({ dep3 }) {
  return dep3;
});
