import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Base64 = z.base64().meta({ contentMediaType: "application/octet-stream" });

const DataInput = z.object({ description: z.string(), data: Base64 }).meta({ id: "DataInput" });
const DataOutput = z.object({ description: z.string(), data: Base64 }).meta({ id: "DataOutput" });
const DataInputOutput = z.object({ description: z.string(), data: Base64 }).meta({ id: "DataInputOutput" });

app.post("/data", { body: DataInput }, function postData({ body }) {
  return { description: body.description, content: atob(body.data) };
});

app.get("/data", { response: DataOutput }, function getData() {
  return { description: "A plumbus", data: btoa("hello") };
});

app.post("/data-in-out", { body: DataInputOutput, response: DataInputOutput }, function postDataInOut({ body }) {
  return body;
});
