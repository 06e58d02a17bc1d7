import { App, jsonLines, Router } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), optional: z.string().nullable().default(null) }).meta({ id: "Item" });

app.get("/items/stream-bare-async", { response: jsonLines(z.unknown()) }, async function* streamBareAsync() {
  yield { name: "foo" };
});

app.get("/items/stream-bare-sync", { response: jsonLines(z.unknown()) }, async function* streamBareSync() {
  yield { name: "bar" };
});

const router = new Router();

router.get("/events-jsonl", { response: jsonLines(Item), excludeNone: true }, async function* streamEventsJsonl() {
  yield { name: "foo" };
});

app.include(router, { prefix: "/api" });
