import { App, dependency, HTTPError } from "flotilla";

class CustomError extends Error {}

const catching = dependency(function* () {
  try {
    yield "s";
  } catch (error) {
    if (error instanceof CustomError) throw new HTTPError(418, "Session error");
    throw error;
  }
});

const broken = dependency(function* () {
  yield "s";
  throw new Error("Broken after yield");
});

export const app = new App({ title: "FastAPI" });

app.get("/catching", { use: [catching] }, function readCatching() {
  throw new CustomError("Simulated error during streaming");
});

app.get("/broken", { use: [broken] }, function readBroken() {
  return { message: "all good?" };
});
