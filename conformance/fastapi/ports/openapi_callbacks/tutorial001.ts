import { App, Router } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Invoice = z
  .object({
    id: z.string(),
    title: z.string().nullable().default(null),
    customer: z.string(),
    total: z.number(),
  })
  .meta({ id: "Invoice" });
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() }).meta({ id: "InvoiceEvent" });
const InvoiceEventReceived = z.object({ ok: z.boolean() }).meta({ id: "InvoiceEventReceived" });

const notification = new Router();

notification.post("/", { body: InvoiceEvent, response: InvoiceEventReceived }, function invoiceNotification() {
  return { ok: true };
});

const description = `
Create an invoice.

This will (let's imagine) let the API user (some external developer) create an
invoice.

And this path operation will:

* Send the invoice to the client.
* Collect the money from the client.
* Send a notification back to the API user (the external developer), as a callback.
    * At this point is that the API will somehow send a POST request to the
        external API with the notification of the invoice event
        (e.g. "payment successful").
`.trim();

const CallbackUrl = z.url().min(1).max(2083).meta({ format: "uri" });

app.post(
  "/invoices/",
  {
    query: { callback_url: CallbackUrl.nullish() },
    body: Invoice,
    description,
    callbacks: { invoice_notification: { "{$callback_url}/invoices/{$request.body.id}": notification } },
  },
  function createInvoice() {
    return { msg: "Invoice received" };
  },
);
