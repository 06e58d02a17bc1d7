import { App, stream } from "flotilla";

export const app = new App({ title: "FastAPI" });

const message = `
Rick: (stumbles in drunkenly, and turns on the lights) Morty! You gotta come on. You got--... you gotta come with me.
Morty: (rubs his eyes) What, Rick? What's going on?
Rick: I got a surprise for you, Morty.
Morty: It's the middle of the night. What are you talking about?
Rick: (spills alcohol on Morty's bed) Come on, I got a surprise for you. (drags Morty by the ankle) Come on, hurry up. (pulls Morty out of his bed and into the hall)
Morty: Ow! Ow! You're tugging me too hard!
Rick: We gotta go, gotta get outta here, come on. Got a surprise for you Morty.
`;

async function* lines() {
  // The text begins and ends with a line end: neither starts another line.
  for (const line of message.replace(/\n$/, "").split("\n")) yield line;
}

async function* encodedLines() {
  const encoder = new TextEncoder();
  for await (const line of lines()) yield encoder.encode(line);
}

/** Neither media type nor schema is told in the document. */
const responses = { 200: { content: {} } };

app.get("/story/stream", { responses }, function streamStory() {
  return stream(lines());
});

app.get("/story/stream-no-async", { responses }, function streamStoryNoAsync() {
  return stream(lines());
});

app.get("/story/stream-no-annotation", { responses }, function streamStoryNoAnnotation() {
  return stream(lines());
});

app.get("/story/stream-no-async-no-annotation", { responses }, function streamStoryNoAsyncNoAnnotation() {
  return stream(lines());
});

app.get("/story/stream-bytes", { responses }, function streamStoryBytes() {
  return stream(encodedLines());
});

app.get("/story/stream-no-async-bytes", { responses }, function streamStoryNoAsyncBytes() {
  return stream(encodedLines());
});

app.get("/story/stream-no-annotation-bytes", { responses }, function streamStoryNoAnnotationBytes() {
  return stream(encodedLines());
});

app.get("/story/stream-no-async-no-annotation-bytes", { responses }, function streamStoryNoAsyncNoAnnotationBytes() {
  return stream(encodedLines());
});
