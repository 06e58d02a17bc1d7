import { App, status } from "flotilla";

export const app = new App({ title: "FastAPI" });

class UnicornError extends Error {}

app.catch(UnicornError, (error) =>
  status(418, { message: `Oops! ${error.message} did something. There goes a rainbow...` }),
);

app.get("/unicorns/{name}", function readUnicorn({ path: { name } }) {
  if (name === "yolo") throw new UnicornError(name);
  return { unicorn_name: name };
});
