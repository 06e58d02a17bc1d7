import { App, stream } from "flotilla";

export const app = new App({ title: "FastAPI" });

async function* fakeVideoStreamer() {
  for (let i = 0; i < 10; i++) yield "some fake video bytes";
}

app.get("/", function main() {
  return stream(fakeVideoStreamer());
});
