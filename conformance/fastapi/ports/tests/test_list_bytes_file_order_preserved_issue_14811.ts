import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/upload", { form: { files: z.array(z.file()) } }, async function upload({ form }) {
  return Promise.all(form.files.map(async (file) => new Uint8Array(await file.arrayBuffer())[0]));
});
