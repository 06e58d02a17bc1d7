import { App, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const getUsername = dependency({ scope: "function" }, function* () {
  try {
    yield "Rick";
  } finally {
    console.log("Cleanup up before response is sent");
  }
});

app.get("/users/me", { use: { username: getUsername } }, function getUserMe({ username }) {
  return username;
});
