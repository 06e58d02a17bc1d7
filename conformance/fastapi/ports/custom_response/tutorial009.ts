import { App, sendFile } from "flotilla";
export const app = new App({ title: "FastAPI" });

const { SOME_FILE_PATH = "large-video-file.mp4" } = process.env;

app.get("/", function main() {
  return sendFile(SOME_FILE_PATH);
});
