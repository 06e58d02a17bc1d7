import { App, html } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const asBytes = z.array(z.file()).meta({ description: "Multiple files as bytes" });
const asUploadFile = z.array(z.file()).meta({ description: "Multiple files as UploadFile" });

app.post("/files/", { form: { files: asBytes } }, function createFiles({ form: { files } }) {
  return { file_sizes: files.map((file) => file.size) };
});

app.post("/uploadfiles/", { form: { files: asUploadFile } }, function createUploadFiles({ form: { files } }) {
  return { filenames: files.map((file) => file.name) };
});

const page = `
<body>
<form action="/files/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
<form action="/uploadfiles/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
</body>
    `;

app.get("/", function main() {
  return html(page);
});
