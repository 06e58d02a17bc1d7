import { App, dependency, HTTPError } from "flotilla";

export const app = new App({ title: "FastAPI" });

class InternalError extends Error {}

const username = dependency(function* () {
  try {
    yield "Rick";
  } catch (error) {
    if (!(error instanceof InternalError)) throw error;
    console.log("Oops, we didn't raise again, Britney 😱");
  }
});

app.get("/items/{item_id}", { use: { username } }, function getItem({ path, username }) {
  if (path.item_id === "portal-gun") {
    throw new InternalError(`The portal gun is too dangerous to be owned by ${username}`);
  }
  if (path.item_id !== "plumbus") throw new HTTPError(404, "Item not found, there's only a plumbus here");
  return path.item_id;
});
