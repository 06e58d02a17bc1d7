import { App, dependency, stream } from "flotilla";

class Session {
  open = true;

  *[Symbol.iterator]() {
    for (const item of ["foo", "bar", "baz"]) {
      if (!this.open) throw new Error("Session closed");
      yield item;
    }
  }
}

const session = dependency(function* () {
  const opened = new Session();
  try {
    yield opened;
  } finally {
    opened.open = false;
  }
});

const brokenSession = dependency(function* () {
  const opened = new Session();
  opened.open = false;
  yield opened;
});

async function* each(items: Iterable<string>) {
  yield* items;
}

export const app = new App({ title: "FastAPI" });

app.get("/data", { use: { session } }, function getData({ session }) {
  return [...session];
});

app.get("/stream-simple", { use: { session } }, function getStreamSimple() {
  return stream(each(["x", "y", "z"]));
});

app.get("/stream-session", { use: { session } }, function getStreamSession({ session }) {
  return stream(each(session));
});

app.get("/broken-session-data", { use: { session: brokenSession } }, function getBrokenSessionData({ session }) {
  return [...session];
});

app.get("/broken-session-stream", { use: { session: brokenSession } }, function getBrokenSessionStream({ session }) {
  return stream(each(session));
});
