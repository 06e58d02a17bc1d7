import { Router } from "flotilla";

export const router = new Router();

router.get("/users/", { tags: ["users"] }, function readUsers() {
  return [{ username: "Rick" }, { username: "Morty" }];
});

router.get("/users/me", { tags: ["users"] }, function readUserMe() {
  return { username: "fakecurrentuser" };
});

router.get("/users/{username}", { tags: ["users"] }, function readUser({ path }) {
  return path;
});
