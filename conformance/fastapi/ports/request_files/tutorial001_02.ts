import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/files/", { form: { file: z.file().nullish() } }, function createFile({ form: { file } }) {
  return file ? { file_size: file.size } : { message: "No file sent" };
});

app.post("/uploadfile/", { form: { file: z.file().nullish() } }, function createUploadFile({ form: { file } }) {
  return file ? { filename: file.name } : { message: "No upload file sent" };
});
