import { App, oauth2PasswordBearer } from "flotilla";

export const app = new App({ title: "FastAPI" });

const token = oauth2PasswordBearer({
  tokenUrl: "/token",
  description: "OAuth2PasswordBearer security scheme",
  optional: true,
});

app.get("/items/", { use: { token } }, function readItems({ token }) {
  return token === null ? { msg: "Create an account first" } : { token };
});
