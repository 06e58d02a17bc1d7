import { App, dependency } from "flotilla";

const setCookie = dependency((_, { reply }) => {
  reply.cookie("cookie-name", "cookie-value");
  return {};
});

const setIndirectCookie = dependency({ use: { dep: setCookie } }, ({ dep }) => dep);

export const app = new App({ title: "FastAPI" });

app.get("/directCookie", { use: { dep: setCookie } }, function getDirectCookie({ dep }) {
  return { dep };
});

app.get("/indirectCookie", { use: { dep: setIndirectCookie } }, function getIndirectCookie({ dep }) {
  return { dep };
});
