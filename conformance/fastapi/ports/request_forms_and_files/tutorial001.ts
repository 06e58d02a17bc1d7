import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post(
  "/files/",
  { form: { file: z.file(), fileb: z.file(), token: z.string() } },
  function createFile({ form: { file, fileb, token } }) {
    return { file_size: file.size, token, fileb_content_type: fileb.type };
  },
);
