import { App } from "flotilla";

export const app = new App({
  title: "FastAPI",
  servers: [
    { url: "/", description: "Default, relative server" },
    {
      url: "http://staging.localhost.tiangolo.com:8000",
      description: "Staging but actually localhost still",
    },
    { url: "https://prod.example.com" },
  ],
});

app.get("/foo", function foo() {
  return { message: "Hello World" };
});
