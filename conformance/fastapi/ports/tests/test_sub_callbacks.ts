import { App, Router } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Invoice = z
  .object({ id: z.string(), title: z.string().nullable().default(null), customer: z.string(), total: z.number() })
  .meta({ id: "Invoice" });
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() }).meta({ id: "InvoiceEvent" });
const InvoiceEventReceived = z.object({ ok: z.boolean() }).meta({ id: "InvoiceEventReceived" });
const Event = z.object({ name: z.string(), total: z.number() }).meta({ id: "Event" });

const invoices = new Router();
invoices.post("/", { body: InvoiceEvent, response: InvoiceEventReceived }, function invoiceNotification() {
  return { ok: true };
});

const events = new Router();
events.get("/", { body: Event }, function eventCallback() {});

const description = `Create an invoice.

This will (let's imagine) let the API user (some external developer) create an
invoice.

And this path operation will:

* Send the invoice to the client.
* Collect the money from the client.
* Send a notification back to the API user (the external developer), as a callback.
    * At this point is that the API will somehow send a POST request to the
        external API with the notification of the invoice event
        (e.g. "payment successful").`;

const router = new Router();
router.post(
  "/invoices/",
  {
    description,
    body: Invoice,
    query: {
      callback_url: z
        .url({ protocol: /^https?$/ })
        .min(1)
        .max(2083)
        .nullish(),
    },
    callbacks: {
      event_callback: { "{$callback_url}/events/{$request.body.title}": events },
      invoice_notification: { "{$callback_url}/invoices/{$request.body.id}": invoices },
    },
  },
  function createInvoice() {
    return { msg: "Invoice received" };
  },
);

app.include(router);
