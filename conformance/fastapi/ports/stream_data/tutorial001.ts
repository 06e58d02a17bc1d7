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
const lines = message.split("\n");
const encoder = new TextEncoder();

const noContent = { responses: { 200: { content: {} } } };

async function* story() {
  yield* lines;
}

async function* storyBytes() {
  for (const line of lines) yield encoder.encode(line);
}

app.get("/story/stream", noContent, function streamStory() {
  return stream(story(), { contentType: null });
});

app.get("/story/stream-no-async", noContent, function streamStoryNoAsync() {
  return stream(story(), { contentType: null });
});

app.get("/story/stream-no-annotation", noContent, function streamStoryNoAnnotation() {
  return stream(story(), { contentType: null });
});

app.get("/story/stream-no-async-no-annotation", noContent, function streamStoryNoAsyncNoAnnotation() {
  return stream(story(), { contentType: null });
});

app.get("/story/stream-bytes", noContent, function streamStoryBytes() {
  return stream(storyBytes(), { contentType: null });
});

app.get("/story/stream-no-async-bytes", noContent, function streamStoryNoAsyncBytes() {
  return stream(storyBytes(), { contentType: null });
});

app.get("/story/stream-no-annotation-bytes", noContent, function streamStoryNoAnnotationBytes() {
  return stream(storyBytes(), { contentType: null });
});

app.get("/story/stream-no-async-no-annotation-bytes", noContent, function streamStoryNoAsyncNoAnnotationBytes() {
  return stream(storyBytes(), { contentType: null });
});
