import { event, events as eventStream, Router, rooms } from "flotilla";
import { z } from "zod";
import { ChatIn, ChatMessage, OrderEvent } from "../models/order.ts";
import { allowed, missing } from "../responses.ts";
import { verified } from "../security/tokens.ts";
import { settings } from "../settings.ts";
import { demo } from "../store/demo.ts";
import { store } from "../store/store.ts";
import { ownOrder } from "./orders.ts";

export const events = new Router({ tags: ["events"] });

events.get(
  "/orders/{order_id}/events",
  {
    summary: "What becomes of an order, as it happens",
    description:
      "Server-sent events. `Last-Event-ID` goes on where a connection broke; the stream ends with the order.",
    path: { order_id: z.uuid().meta({ examples: [demo.order] }) },
    headers: { last_event_id: z.int().min(0).max(1_000_000).default(0) },
    use: { ownOrder, store, settings },
    response: eventStream(OrderEvent),
    responses: { ...allowed, ...missing },
  },
  async function* orderEvents({ headers, ownOrder, store, settings }, { signal }) {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(settings.streamSeconds * 1000)]);
    let sent = headers.last_event_id;
    for (;;) {
      const all = store.events.rows.get(ownOrder.id)?.value ?? [];
      for (const one of all.slice(sent)) {
        yield event({ data: one, event: one.status, id: String(one.number), retryMs: 2000 });
        sent = one.number;
      }
      const last = all.at(-1)?.status;
      if (last === "delivered" || last === "cancelled" || ended.aborted) return;
      await store.changed(ended);
    }
  },
);

const chats = rooms<z.output<typeof ChatMessage>>();

/** Browsers send no Authorization with a WebSocket: the token comes in the query. */
events.websocket(
  "/support/{topic}",
  {
    path: { topic: z.enum(["orders", "products", "other"]) },
    query: { token: z.string().max(1000) },
    use: { settings, store },
    receive: ChatIn,
    send: ChatMessage,
  },
  async function support({ path, query, settings, store }, socket) {
    const claims = await verified(query.token, settings.secret);
    const user = claims === undefined ? undefined : store.customers.rows.get(claims.sub)?.value;
    if (user === undefined) return socket.close(1008, "The token is not valid");
    await socket.accept();
    chats.join(path.topic, socket);
    for await (const { text } of socket) {
      await chats.broadcast(path.topic, { from: user.username, text, at: new Date().toISOString() });
    }
  },
);
