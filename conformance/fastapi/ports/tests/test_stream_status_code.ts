import { App, dependency, events, jsonLines, stream } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const accepted = dependency((_, { reply }) => {
  reply.status = 202;
});

const Message = z.record(z.string(), z.string());

const itemOf = (title: string) => ({ type: "object", additionalProperties: { type: "string" }, title });
const sse = {
  description: "Successful Response",
  content: {
    "text/event-stream": {
      itemSchema: {
        type: "object",
        properties: {
          data: { type: "string", contentMediaType: "application/json", contentSchema: itemOf("SSE stream item") },
          event: { type: "string" },
          id: { type: "string" },
          retry: { type: "integer", minimum: 0 },
        },
        required: ["data"],
      },
    },
  },
};
const jsonl = {
  description: "Successful Response",
  content: { "application/jsonl": { itemSchema: itemOf("JSONL stream item") } },
};
const raw = { content: {} };

async function* said(message: string) {
  yield message;
}

app.post("/sse", { status: 201, response: events(Message) }, async function* sse() {
  yield { message: "created" };
});

app.post("/jsonl", { status: 201, response: jsonLines(Message) }, async function* jsonl() {
  yield { message: "created" };
});

app.post("/raw", { status: 201, responses: { 201: raw } }, function raw() {
  return stream(said("accepted"), { contentType: null });
});

app.post(
  "/sse-dependency",
  { response: events(Message), responses: { 202: sse }, use: [accepted] },
  async function* sseDependency() {
    yield { message: "accepted" };
  },
);

app.post(
  "/jsonl-dependency",
  { response: jsonLines(Message), responses: { 202: jsonl }, use: [accepted] },
  async function* jsonlDependency() {
    yield { message: "accepted" };
  },
);

app.post(
  "/raw-dependency",
  { responses: { 200: raw, 202: { description: "Accepted" } }, use: [accepted] },
  function rawDependency() {
    return stream(said("accepted"), { contentType: null });
  },
);

app.post(
  "/sse-dependency-override",
  { status: 201, response: events(Message), responses: { 202: sse }, use: [accepted] },
  async function* sseDependencyOverride() {
    yield { message: "overridden" };
  },
);

app.post(
  "/jsonl-dependency-override",
  { status: 201, response: jsonLines(Message), responses: { 202: jsonl }, use: [accepted] },
  async function* jsonlDependencyOverride() {
    yield { message: "overridden" };
  },
);

app.post(
  "/raw-dependency-override",
  { status: 201, responses: { 201: raw, 202: { description: "Accepted" } }, use: [accepted] },
  function rawDependencyOverride() {
    return stream(said("overridden"), { contentType: null });
  },
);
