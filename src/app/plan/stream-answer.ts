import { mapped } from "../../core/pump.ts";
import type { BodySource } from "../body-source.ts";
import type { Definition } from "../definition.ts";
import { resolved } from "../inputs/nodes.ts";
import { toJson } from "../json.ts";
import type { Schema } from "../schema/schema.ts";
import { EventsBody, eventText, jsonLinePieces, PiecesBody } from "../stream-body.ts";
import { checkEvent, EventItem, type ServerSentEvent, type Streamed } from "../streamed.ts";
import { ResponseModel } from "./response-encoder.ts";

const eventKeys = new Set(["data", "rawData", "event", "id", "retryMs", "comment"]);

/** Makes the body of a route whose handler yields items. Made when the app starts; owned by the route's plan. */
export class StreamEncoder {
  readonly #format: "jsonl" | "sse";
  readonly model: ResponseModel;
  /** A plain object with an event's keys can be told from an item. */
  readonly #plainEvents: boolean;

  /** @throws SchemaError for a schema that can't be represented. */
  constructor(streamed: Streamed<Schema>, route: Definition) {
    this.#format = streamed.format;
    this.model = new ResponseModel(streamed.of, `an item of ${route.title}`, route.options);
    const { node, defs } = this.model.description;
    const item = resolved(node, defs);
    const names = Object.keys(item.properties ?? {});
    this.#plainEvents =
      item.type !== undefined && item.additionalProperties === undefined && !names.some((name) => eventKeys.has(name));
  }

  body(items: AsyncIterable<unknown>): BodySource {
    if (this.#format === "jsonl") {
      return new PiecesBody(
        jsonLinePieces(items, (item) => this.model.encode(item)),
        "application/jsonl",
      );
    }
    return new EventsBody(mapped(items, (item) => this.#event(item)));
  }

  async #event(item: unknown): Promise<string> {
    if (item instanceof EventItem || (this.#plainEvents && isPlainEvent(item))) {
      const event = item as ServerSentEvent<unknown>;
      if (!(item instanceof EventItem)) checkEvent(event);
      return eventText(event, event.data === undefined ? undefined : await this.model.encode(event.data));
    }
    return eventText({}, await this.model.encode(item));
  }
}

function isPlainEvent(item: unknown): boolean {
  if (typeof item !== "object" || item === null) return false;
  const keys = Object.keys(item);
  return keys.length > 0 && keys.every((key) => eventKeys.has(key));
}

/** The body of an async iterator that no schema describes: lines of JSON. */
export function untypedLines(items: AsyncIterable<unknown>): BodySource {
  return new PiecesBody(jsonLinePieces(items, toJson), "application/jsonl");
}

/** What a handler yields, in whichever way. */
export type Items = AsyncIterable<unknown> | Generator<unknown, unknown, unknown>;

/**
 * The same items, once the first one is there or a turn of the loop has passed: a handler that fails at once is still answered
 * with its error, and one that takes its time does not hold the head back.
 */
export async function begun(items: Items): Promise<AsyncIterable<unknown>> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items;
  let first: Promise<IteratorResult<unknown>> | undefined = Promise.resolve(iterator.next());
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 0))]);
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const next = first ?? iterator.next();
        first = undefined;
        return next;
      },
      async return(value?: unknown) {
        await iterator.return?.(value as undefined);
        return { done: true, value };
      },
    }),
  };
}
