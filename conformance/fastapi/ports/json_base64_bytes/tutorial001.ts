import { App } from "flotilla";
import { z } from "zod";

const encoded = z.base64().meta({ contentMediaType: "application/octet-stream" });
const decoded = z.codec(encoded, z.instanceof(Uint8Array), {
  decode: (text) => z.util.base64ToUint8Array(text),
  encode: (bytes) => z.util.uint8ArrayToBase64(bytes as Uint8Array),
});

const DataInput = z.object({ description: z.string(), data: decoded }).meta({ id: "DataInput" });
const DataOutput = z.object({ description: z.string(), data: encoded }).meta({ id: "DataOutput" });
const DataInputOutput = z.object({ description: z.string(), data: encoded }).meta({ id: "DataInputOutput" });

export const app = new App({ title: "FastAPI" });

app.post("/data", { body: DataInput }, function postData({ body }) {
  return { description: body.description, content: new TextDecoder().decode(body.data) };
});

app.get("/data", { response: DataOutput }, function getData() {
  const data = new TextEncoder().encode("hello");
  return { description: "A plumbus", data: z.util.uint8ArrayToBase64(data) };
});

app.post("/data-in-out", { body: DataInputOutput, response: DataInputOutput }, function postDataInOut({ body }) {
  return body;
});
