import { appendFile } from "node:fs/promises";
import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const writeLog = (message: string) => appendFile("log.txt", message);

const getQuery = dependency({ query: { q: z.string().nullish() } }, ({ query: { q } }, { defer }) => {
  if (q) defer(() => writeLog(`found query: ${q}\n`));
  return q;
});

app.post("/send-notification/{email}", { use: [getQuery] }, function sendNotification({ path }, { defer }) {
  defer(() => writeLog(`message to ${path.email}\n`));
  return { message: "Message sent" };
});
