import { App, dependency } from "flotilla";

const modifyResponse = dependency((_, { reply }) => {
  reply.headers.set("X-Custom", "modified");
});

function withDependency(): App {
  const app = new App({ title: "FastAPI" });
  app.get("/", { use: [modifyResponse] }, () => ({ status: "ok" }));
  return app;
}

function withoutDependency(): App {
  const app = new App({ title: "FastAPI" });
  app.get("/", (_, { reply }) => {
    reply.headers.set("X-Direct", "set");
    return { status: "ok" };
  });
  return app;
}

function withChain(): App {
  const app = new App({ title: "FastAPI" });
  const first = dependency((_, { reply }) => {
    reply.headers.set("X-First", "1");
  });
  const second = dependency({ use: [first] }, (_, { reply }) => {
    reply.headers.set("X-Second", "2");
  });
  app.get("/", { use: [second] }, () => ({ status: "ok" }));
  return app;
}

function withAnotherResponse(): App {
  const app = new App({ title: "FastAPI" });
  const response = dependency(() => Response.json({ status: "ok" }, { headers: { "X-Custom": "initial" } }));
  app.get("/", { use: { response } }, ({ response }) => {
    response.headers.set("X-Custom", "modified");
    return response;
  });
  return app;
}

function withRequest(): App {
  const app = new App({ title: "FastAPI" });
  const info = dependency((_, { path, header }) => ({ path, user_agent: header("user-agent") ?? "unknown" }));
  app.get("/", { use: { info } }, ({ info }) => info);
  return app;
}

export const apps = {
  test_response_with_depends_annotated: withDependency(),
  test_response_with_depends_default: withDependency(),
  test_response_without_depends: withoutDependency(),
  test_response_dependency_chain: withChain(),
  test_response_dependency_returns_different_response_instance: withAnotherResponse(),
  test_request_with_depends_annotated: withRequest(),
};
