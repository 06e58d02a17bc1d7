import { App, dependency, oauth2PasswordBearer } from "flotilla";

export const app = new App({ title: "FastAPI" });

const token = oauth2PasswordBearer({ tokenUrl: "token" });

interface User {
  username: string;
  email: string | null;
  full_name: string | null;
  disabled: boolean | null;
}

const fakeDecodeToken = (token: string): User => ({
  username: `${token}fakedecoded`,
  email: "john@example.com",
  full_name: "John Doe",
  disabled: null,
});

const currentUser = dependency({ use: { token } }, ({ token }) => fakeDecodeToken(token));

app.get("/users/me", { use: { currentUser } }, function readUsersMe({ currentUser }) {
  return currentUser;
});
