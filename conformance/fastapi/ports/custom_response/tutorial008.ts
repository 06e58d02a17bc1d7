import { createReadStream } from "node:fs";
import { App, stream } from "flotilla";

export const app = new App({ title: "FastAPI" });

const { SOME_FILE_PATH = "large-video-file.mp4" } = process.env;

app.get("/", function main() {
  return stream(createReadStream(SOME_FILE_PATH), { contentType: "video/mp4" });
});
