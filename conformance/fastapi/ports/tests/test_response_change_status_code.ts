import { App, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const responseStatusSetter = dependency((_, { reply }) => {
  reply.status = 201;
});

const parentDependency = dependency({ use: [responseStatusSetter] }, () => null);

app.get("/", { use: [parentDependency] }, function getMain() {
  return { msg: "Hello World" };
});
