import { App, dependency, oauth2, oauth2PasswordFormStrict } from "flotilla";

export const app = new App({ title: "FastAPI" });

const flows = {
  password: {
    tokenUrl: "token",
    scopes: { "read:users": "Read the users", "write:users": "Create users" },
  },
};

const credentials = oauth2({ flows, optional: true });

const currentUser = dependency({ use: { credentials } }, ({ credentials }) =>
  credentials === null ? null : { username: credentials },
);

app.get("/users/me", { use: { currentUser } }, function readUsersMe({ currentUser }) {
  return currentUser ?? { msg: "Create an account first" };
});

app.post("/login", { use: { passwordForm: oauth2PasswordFormStrict } }, function login({ passwordForm: form }) {
  return {
    grant_type: form.grantType,
    username: form.username,
    password: form.password,
    scopes: form.scopes,
    client_id: form.clientId ?? null,
    client_secret: form.clientSecret ?? null,
  };
});
