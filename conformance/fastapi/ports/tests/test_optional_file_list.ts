import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/files", { form: { files: z.array(z.file()).nullish() } }, function uploadFiles({ form }) {
  if (!form.files) return { files_count: 0 };
  return { files_count: form.files.length, sizes: form.files.map((file) => file.size) };
});
