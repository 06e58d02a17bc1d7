import { App, httpBearer } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Subscription = z
  .object({ username: z.string(), monthly_fee: z.number(), start_date: z.date() })
  .meta({ id: "Subscription" });

const description = `
When a new user subscribes to your service we'll send you a POST request with this
data to the URL that you register for the event \`new-subscription\` in the dashboard.
`.trim();

app.webhooks.post(
  "/new-subscription",
  { body: Subscription, use: [httpBearer()], description },
  function newSubscription() {},
);
