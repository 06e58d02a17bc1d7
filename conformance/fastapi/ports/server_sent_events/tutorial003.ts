import { App, event, events } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/logs/stream", { response: events(z.unknown()) }, async function* streamLogs() {
  const logs = [
    "2025-01-01 INFO  Application started",
    "2025-01-01 DEBUG Connected to database",
    "2025-01-01 WARN  High memory usage detected",
  ];
  for (const line of logs) yield event({ rawData: line });
});
