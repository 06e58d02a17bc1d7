import { App, dependency, HTTPError, oauth2PasswordBearer, oauth2PasswordForm } from "flotilla";

interface User {
  username: string;
  full_name: string;
  email: string;
  hashed_password: string;
  disabled: boolean;
}

const fakeUsers = new Map<string, User>([
  [
    "johndoe",
    {
      username: "johndoe",
      full_name: "John Doe",
      email: "johndoe@example.com",
      hashed_password: "fakehashedsecret",
      disabled: false,
    },
  ],
  [
    "alice",
    {
      username: "alice",
      full_name: "Alice Wonderson",
      email: "alice@example.com",
      hashed_password: "fakehashedsecret2",
      disabled: true,
    },
  ],
]);

export const app = new App({ title: "FastAPI" });

const fakeHashPassword = (password: string) => `fakehashed${password}`;

const token = oauth2PasswordBearer({ tokenUrl: "token" });

const currentUser = dependency({ use: { token } }, ({ token }) => {
  // This doesn't provide any security at all: the token is the name.
  const user = fakeUsers.get(token);
  if (user === undefined) throw new HTTPError(401, "Not authenticated", { "www-authenticate": "Bearer" });
  return user;
});

const activeUser = dependency({ use: { currentUser } }, ({ currentUser }) => {
  if (currentUser.disabled) throw new HTTPError(400, "Inactive user");
  return currentUser;
});

app.post("/token", { use: { credentials: oauth2PasswordForm } }, function login({ credentials }) {
  const user = fakeUsers.get(credentials.username);
  if (user?.hashed_password !== fakeHashPassword(credentials.password)) {
    throw new HTTPError(400, "Incorrect username or password");
  }
  return { access_token: user.username, token_type: "bearer" };
});

app.get("/users/me", { use: { activeUser } }, function readUsersMe({ activeUser }) {
  return activeUser;
});
