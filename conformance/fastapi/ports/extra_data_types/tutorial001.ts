import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const DateTime = z.iso.datetime({ offset: true });

/** Seconds. */
const Duration = z
  .custom<number>((value) => typeof value === "number")
  .meta({ jsonSchema: { type: "string", format: "duration" } });

app.put(
  "/items/{item_id}",
  {
    path: { item_id: z.uuid() },
    body: {
      start_datetime: DateTime,
      end_datetime: DateTime,
      process_after: Duration,
      repeat_at: z.iso.time().nullable().default(null),
    },
  },
  function readItems({ path, body }) {
    const start = Date.parse(body.start_datetime) + 1000 * body.process_after;
    return {
      item_id: path.item_id,
      ...body,
      start_process: new Date(start).toISOString().replace(".000Z", "+00:00"),
      duration: (Date.parse(body.end_datetime) - start) / 1000,
    };
  },
);
