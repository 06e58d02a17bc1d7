import { App, dependency } from "flotilla";

class A {}
class B {}

const instanceOf = <T extends object>(kind: new () => T) => dependency(() => new kind());

export const app = new App({ title: "FastAPI" });

app.get("/a", { use: { dep: instanceOf(A) } }, function a({ dep }) {
  return { cls: dep.constructor.name };
});

app.get("/b", { use: { dep: instanceOf(B) } }, function b({ dep }) {
  return { cls: dep.constructor.name };
});
