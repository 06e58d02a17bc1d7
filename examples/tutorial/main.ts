import { setTimeout as sleep } from "node:timers/promises";
import { App } from "flotilla";

export const app = new App({ title: "Tutorial" });

// What there is to try.
app.get("/", () => ({ try: ["/hello", "/slow", "/work", "/whoami"] }));

app.get("/hello", async () => ({ message: "Hello, World!" }));

// Waiting costs nothing: thousands of these run at once on one event loop.
app.get("/slow", async () => {
  await sleep(1000);
  return { message: "Hello, World!" };
});

// Computing blocks the loop: more workers, and more servers, are what helps here.
app.get("/work", () => ({ fibonacci: fibonacci(30) }));

// Which of the replicas answered?
app.get("/whoami", () => ({ replica: process.env.FLOTILLA_REPLICA ?? "0", pid: process.pid }));

app.post("/echo", async (_, { request }) => request.json());

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}
