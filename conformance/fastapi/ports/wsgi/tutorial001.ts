import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/v2", function readMain() {
  return { message: "Hello World" };
});

// Any fetch function: here one of our own in place of Flask.
app.mount("/v1", (request: Request) => {
  const name = new URL(request.url).searchParams.get("name") ?? "World";
  return new Response(`Hello, ${name.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)} from Flask!`);
});
