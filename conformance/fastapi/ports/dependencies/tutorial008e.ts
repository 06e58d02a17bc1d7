import { App, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const username = dependency({ scope: "function" }, function* () {
  try {
    yield "Rick";
  } finally {
    console.log("Cleanup up before response is sent");
  }
});

app.get("/users/me", { use: { username } }, function getUserMe({ username }) {
  return username;
});
