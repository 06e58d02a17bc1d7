import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const asBytes = z.file().meta({ description: "A file read as bytes" });
const asUploadFile = z.file().meta({ description: "A file read as UploadFile" });

app.post("/files/", { form: { file: asBytes } }, function createFile({ form }) {
  return { file_size: form.file.size };
});

app.post("/uploadfile/", { form: { file: asUploadFile } }, function createUploadFile({ form }) {
  return { filename: form.file.name };
});
