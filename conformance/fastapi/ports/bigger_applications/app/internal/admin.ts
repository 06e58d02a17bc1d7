import { Router } from "flotilla";

export const router = new Router();

router.post("/", function updateAdmin() {
  return { message: "Admin getting schwifty" };
});
