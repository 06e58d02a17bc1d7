import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const PlatformRole = z.enum(["admin", "user"]).meta({ id: "PlatformRole" });
const OtherRole = z.enum([]).meta({ id: "OtherRole" });
const User = z.object({ username: z.string(), role: z.union([PlatformRole, OtherRole]) }).meta({ id: "User" });

app.get("/users", { response: User }, function getUser() {
  return { username: "alice", role: "admin" } as const;
});
