import { App, dependency, HTTPError, Router, type Scope, stream } from "flotilla";

const session = (scope: Scope) =>
  dependency({ scope }, function* () {
    const opened = { open: true };
    yield opened;
    opened.open = false;
  });

const failing = (scope: Scope) =>
  dependency({ scope }, function* () {
    yield;
    throw new HTTPError(503, "Exception after yield");
  });

const ofRequest = session("request");
const ofFunction = session("function");

const named = dependency({ use: { session: ofRequest } }, function* ({ session }) {
  const opened = { name: "named", open: true };
  yield { named: opened, session };
  opened.open = false;
});

const namedOfFunction = dependency({ scope: "function", use: { session: ofFunction } }, function* ({ session }) {
  const opened = { name: "named", open: true };
  yield { named: opened, session };
  opened.open = false;
});

const regular = dependency({ use: { session: ofFunction } }, ({ session }) => ({
  named: { name: "named", open: true },
  session,
}));

async function* json(value: () => unknown) {
  yield JSON.stringify(value());
}

export const app = new App({ title: "FastAPI" });

app.get("/function-scope", { use: { ofFunction } }, function functionScope({ ofFunction }) {
  return stream(json(() => ({ is_open: ofFunction.open })));
});

app.get("/request-scope", { use: { ofRequest } }, function requestScope({ ofRequest }) {
  return stream(json(() => ({ is_open: ofRequest.open })));
});

app.get("/two-scopes", { use: { ofFunction, ofRequest } }, function getStreamSession({ ofFunction, ofRequest }) {
  return stream(json(() => ({ func_is_open: ofFunction.open, req_is_open: ofRequest.open })));
});

app.get("/sub", { use: { sessions: named } }, function getSub({ sessions }) {
  return stream(json(() => ({ named_session_open: sessions.named.open, session_open: sessions.session.open })));
});

app.get("/named-function-scope", { use: { sessions: namedOfFunction } }, function getNamedFunctionScope({ sessions }) {
  return stream(json(() => ({ named_session_open: sessions.named.open, session_open: sessions.session.open })));
});

app.get("/regular-function-scope", { use: { sessions: regular } }, function getRegularFunctionScope({ sessions }) {
  return stream(json(() => ({ named_session_open: sessions.named.open, session_open: sessions.session.open })));
});

const router = new Router();

router.get("/", function getIndex() {
  return { status: "ok" };
});

app.include(router, { prefix: "/router-scope-function", use: [failing("function")] });
app.include(router, { prefix: "/router-scope-request", use: [failing("request")] });

const ok = () => ({ status: "ok" });
app.get("/app-scope-function", { use: [failing("function")] }, ok);
app.get("/app-scope-request", { use: [failing("request")] }, ok);
