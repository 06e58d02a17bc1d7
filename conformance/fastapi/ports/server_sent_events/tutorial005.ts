import { App, event, events } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Prompt = z.object({ text: z.string() }).meta({ id: "Prompt" });

app.post("/chat/stream", { body: Prompt, response: events(z.unknown()) }, async function* streamChat({ body }) {
  for (const word of body.text.split(/\s+/)) yield event({ data: word, event: "token" });
  yield event({ rawData: "[DONE]", event: "done" });
});
