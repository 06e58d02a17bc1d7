import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/files/", { form: { file: z.file() } }, function createFile({ form }) {
  return { file_size: form.file.size };
});

app.post("/uploadfile/", { form: { file: z.file() } }, function createUploadFile({ form }) {
  return { filename: form.file.name };
});
