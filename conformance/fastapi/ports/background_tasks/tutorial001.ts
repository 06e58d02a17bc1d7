import { writeFile } from "node:fs/promises";
import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.post("/send-notification/{email}", function sendNotification({ path: { email } }, { defer }) {
  defer(() => writeFile("log.txt", `notification for ${email}: some notification`));
  return { message: "Notification sent in the background" };
});
