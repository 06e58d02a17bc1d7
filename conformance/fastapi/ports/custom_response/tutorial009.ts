import { App, sendFile } from "flotilla";

const someFilePath = process.env.SOME_FILE_PATH ?? "large-video-file.mp4";

export const app = new App({ title: "FastAPI" });

app.get("/", function main() {
  return sendFile(someFilePath);
});
