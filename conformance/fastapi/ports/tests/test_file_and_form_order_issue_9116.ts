import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const file = z.file();
const files = z.array(z.file());
const city = z.string();

app.post("/file_before_form", { form: { file, city } }, async function fileBeforeForm({ form }) {
  return { file_content: await form.file.text(), city: form.city };
});

app.post("/file_after_form", { form: { city, file } }, async function fileAfterForm({ form }) {
  return { file_content: await form.file.text(), city: form.city };
});

app.post("/file_list_before_form", { form: { files, city } }, async function fileListBeforeForm({ form }) {
  return { file_contents: await Promise.all(form.files.map((one) => one.text())), city: form.city };
});

app.post("/file_list_after_form", { form: { city, files } }, async function fileListAfterForm({ form }) {
  return { file_contents: await Promise.all(form.files.map((one) => one.text())), city: form.city };
});
