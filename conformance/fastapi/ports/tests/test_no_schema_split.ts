import { App } from "flotilla";
import { z } from "zod";

const MessageEventType = z.enum(["alpha", "beta"]).meta({ id: "MessageEventType" });
const MessageEvent = z
  .object({ event_type: MessageEventType.default("alpha"), output: z.string() })
  .meta({ id: "MessageEvent" });
const MessageOutput = z
  .object({ body: z.string().default(""), events: z.array(MessageEvent).default([]) })
  .meta({ id: "MessageOutput" });
const Message = z.object({ input: z.string(), output: MessageOutput }).meta({ id: "Message" });

export const app = new App({ title: "Minimal FastAPI App", version: "1.0.0" });

app.post("/messages", { query: { input_message: z.string() }, response: Message }, function createMessage({ query }) {
  return { input: query.input_message, output: { body: `Processed: ${query.input_message}` } };
});
